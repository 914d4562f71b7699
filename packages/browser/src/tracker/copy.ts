/**
 * A copy as JSON has it, and so as the server will read it: the page may go on changing what it has passed. Of what JSON
 * cannot say (a bigint, a circle, a getter that throws) the rest is taken, two levels deep.
 */
export const copyOf = <Value>(value: Value, depth = 2): Value => {
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    if (!depth || typeof value !== 'object') return undefined as Value;
    const copy = {} as Value;
    for (const key in value) {
      try {
        copy[key] = copyOf(value[key], depth - 1);
      } catch {
        // Its getter throws.
      }
    }
    return copy;
  }
};
