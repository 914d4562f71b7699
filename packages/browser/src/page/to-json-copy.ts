/**
 * Copies a value as JSON has it, which is how the server reads it: the page may go on changing what it has passed. What
 * JSON cannot hold (a bigint, a circular reference, a getter that throws) is left out, two levels deep.
 */
export const toJsonCopy = <Value>(value: Value, depth = 2): Value => {
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    if (!depth || typeof value !== 'object') return undefined as Value;
    const copy = {} as Value;
    for (const key in value) {
      try {
        copy[key] = toJsonCopy(value[key], depth - 1);
      } catch {
        // The getter throws.
      }
    }
    return copy;
  }
};
