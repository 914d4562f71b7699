/**
 * Writes a value as JSON. It differs from `JSON.stringify` in two ways: `toJSON` methods that old libraries give to arrays,
 * texts and dates (Prototype up to 1.6) are not called; and what JSON cannot hold (a bigint, a circular reference, a getter
 * that throws) is left out. Undefined where nothing remains.
 */
export function toJson(value: unknown, ancestors: readonly unknown[] = []): string | undefined {
  if (typeof value === 'bigint' || ancestors.includes(value)) return undefined;
  if (typeof value !== 'object' || !value) return JSON.stringify(value);
  const inside = [...ancestors, value];
  if (Array.isArray(value)) return `[${value.map((item) => toJson(item, inside) ?? 'null').join()}]`;
  if (isDate(value)) return Number.isNaN(+value) ? 'null' : `"${value.toISOString()}"`;
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function' && toJSON !== (Object.prototype as { toJSON?: unknown }).toJSON) {
    return toJson(toJSON.call(value), inside);
  }
  const members: string[] = [];
  for (const key of Object.keys(value)) {
    try {
      const json = toJson(value[key as keyof object], inside);
      if (json !== undefined) members.push(`${JSON.stringify(key)}:${json}`);
    } catch {
      // The getter throws.
    }
  }
  return `{${members.join()}}`;
}

/** Tells whether a value is a date, also one of another frame. */
const isDate = (value: object): value is Date => Object.prototype.toString.call(value) === '[object Date]';
