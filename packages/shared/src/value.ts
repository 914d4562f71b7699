/** Readers for foreign values: total, never coercing what could run the caller's code (`toString`, getters of classes). */

/**
 * Properties of an unknown object.
 *
 * @example
 * const { email }: Fields = toFields(traits);
 */
export type Fields = Readonly<Record<string, unknown>>;

const emptyFields: Fields = {};

/**
 * Returns whether a value is an object, and no list.
 *
 * @example
 * isFields([]); // false
 */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Returns the value as an object whose properties can be read; an empty one when it is no object.
 *
 * @example
 * toFields(null).email; // undefined
 */
export const toFields = (value: unknown): Fields => (isFields(value) ? value : emptyFields);

/**
 * Returns the value as trimmed text, numbers included; undefined for everything else, blank text too.
 *
 * @example
 * toText(' boot '); // 'boot'
 * toText(7); // '7'
 */
export function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  return Number.isFinite(value) ? `${value}` : undefined;
}

/** Characters of an event's name or id; none that is real is longer. */
export const maxNameLength = 512;

/**
 * Returns the value as a boolean: a boolean, 0, 1, these as text, `yes` or `no`; undefined for everything else.
 *
 * @example
 * toBoolean('Yes'); // true
 */
export function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = toText(value) ?? '';
  return /^(true|1|yes)$/i.test(text) ? true : /^(false|0|no)$/i.test(text) ? false : undefined;
}

/**
 * Returns the first of some values that is text.
 *
 * @example
 * firstText(undefined, ' ', 'fb.1.1.1'); // 'fb.1.1.1'
 */
export function firstText(...values: unknown[]): string | undefined {
  for (const value of values) {
    const text = toText(value);
    if (text !== undefined) return text;
  }
  return undefined;
}

/**
 * Returns whether a value is there at all: not undefined, null, or blank text.
 *
 * @example
 * isPresent(0); // true
 */
export const isPresent = (value: unknown): boolean =>
  value !== undefined && value !== null && (typeof value !== 'string' || /\S/.test(value));

/**
 * Returns the first of some values that is there at all.
 *
 * @example
 * firstPresent('', 0, 5); // 0
 */
export const firstPresent = (...values: unknown[]): unknown => values.filter(isPresent)[0];

/**
 * Reads the value at a dotted path, own properties only.
 *
 * @example
 * readPath({ properties: { plan: 'pro' } }, 'properties.plan'); // 'pro'
 */
export function readPath(root: unknown, path: string): unknown {
  let value = root;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.keys(value).includes(key)) return undefined;
    value = (value as Fields)[key];
  }
  return value;
}

/**
 * Returns text without characters that show nothing, such as zero-width spaces and the marks of a text's direction: they
 * come along with what is copied from a page, and browsers write them into Hebrew and Arabic prices.
 *
 * @example
 * withoutInvisible('12\u200f'); // '12'
 */
export const withoutInvisible = (text: string): string => text.replace(/\p{Cf}/gu, '');

/** Returns a name as names are compared: without invisible characters, trimmed, white space folded, in lower case. */
export const foldName = (name: string): string => withoutInvisible(name).trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * Returns text without halves of surrogate pairs, which neither URL nor UTF-8 can carry; browsers from before 2023 keep them.
 *
 * @example
 * toWellFormed('a\ud800'); // 'a\ufffd'
 */
export const toWellFormed = (text: string): string => text.toWellFormed?.() ?? text;
