import { attempt } from './attempt.js';

/**
 * Writes a value as JSON. It differs from `JSON.stringify` in two ways: `toJSON` methods that old libraries give to arrays,
 * texts and dates (Prototype up to 1.6) are not called; and what JSON cannot hold (a bigint, a circular reference, an
 * invalid date, what throws when it is read) is left out. Undefined where nothing remains.
 *
 * @param budget the number of values that are written; what follows them is left out
 */
export function toJson(
  value: unknown,
  ancestors: readonly unknown[] = [],
  budget = { values: Infinity },
): string | undefined {
  if (budget.values-- <= 0 || typeof value === 'bigint' || ancestors.includes(value)) return undefined;
  if (typeof value !== 'object' || !value) return JSON.stringify(value);
  // Not by `instanceof`: it may be of another frame.
  const type = Object.prototype.toString.call(value);
  // An object around a text, a number or a boolean, as `this` is in a callback of jQuery's `each`.
  if (/ (String|Number|Boolean)]/.test(type)) return JSON.stringify(value.valueOf());
  const inside = [...ancestors, value];
  const write = (read: () => unknown) => attempt(() => toJson(read(), inside, budget));
  // A copy has no holes, which `map` would skip. Prototype and MooTools have an `Array.from` without a function to map by.
  if (Array.isArray(value)) return `[${[...value].map((item) => write(() => item) ?? 'null').join()}]`;
  // By Datejs the text has quotes around it.
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
