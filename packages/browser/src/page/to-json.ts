import { attempt } from './attempt.js';

/**
 * Writes a value as JSON. It differs from `JSON.stringify` in two ways: `toJSON` methods that old libraries add to
 * arrays, strings and dates (Prototype up to 1.6) are not called; and values that JSON cannot hold (a bigint, a
 * circular reference, an invalid date, a getter that throws) are left out. Returns undefined if nothing remains.
 *
 * @param budget the number of values that are written; further values are left out
 */
export function toJson(
  value: unknown,
  ancestors: readonly unknown[] = [],
  budget = { values: Infinity },
): string | undefined {
  if (budget.values-- <= 0 || typeof value === 'bigint' || ancestors.includes(value)) return undefined;
  if (typeof value !== 'object' || !value) return JSON.stringify(value);
  // Not `instanceof`: the value may come from another frame.
  const type = Object.prototype.toString.call(value);
  // A wrapper object of a string, number or boolean, such as `this` in a callback of jQuery's `each`.
  if (/ (String|Number|Boolean)]/.test(type)) return JSON.stringify(value.valueOf());
  const inside = [...ancestors, value];
  const write = (read: () => unknown) => attempt(() => toJson(read(), inside, budget));
  // The copy has no holes, which `map` would skip. The `Array.from` of Prototype and MooTools takes no mapping
  // function.
  if (Array.isArray(value)) return `[${[...value].map((item) => write(() => item) ?? 'null').join()}]`;
  // Datejs puts quotes around the string.
  if (type === '[object Date]') return `"${(value as Date).toISOString().replace(/"/g, '')}"`;
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function' && toJSON !== (Object.prototype as { toJSON?: unknown }).toJSON) {
    return write(() => toJSON.call(value));
  }
  const members: string[] = [];
  for (const key of Object.keys(value)) {
    const json = write(() => value[key as keyof object]);
    if (json !== undefined) members.push(`${JSON.stringify(key)}:${json}`);
  }
  return `{${members.join()}}`;
}
