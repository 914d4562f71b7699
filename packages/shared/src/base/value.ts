/** Readers for foreign values. They never throw, and never run the caller's code by coercion (`toString`). */

/**
 * The properties of an unknown object.
 *
 * @example
 * const { email }: Fields = toFields(traits);
 */
export type Fields = Readonly<Record<string, unknown>>;

const emptyFields: Fields = {};

/**
 * Returns whether a value is an object, but not a list.
 *
 * @example
 * isFields([]); // false
 */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Returns the value as an object whose properties can be read; an empty object if the value is not an object.
 *
 * @example
 * toFields(null).email; // undefined
 */
export const toFields = (value: unknown): Fields => (isFields(value) ? value : emptyFields);

/**
 * Returns a string, trimmed, or a number as a string; undefined for blank strings and everything else.
 *
 * @example
 * toText(' boot '); // 'boot'
 * toText(7); // '7'
 */
export function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  return Number.isFinite(value) ? `${value}` : undefined;
}

/** The maximum number of characters of an event's name or id; real ones are shorter. */
export const maxNameLength = 512;

/**
 * Returns the value as a boolean: a boolean, 0, 1, these as strings, `yes` or `no`; undefined for everything else.
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
 * Returns the first value that is text.
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
 * Returns whether a value is present: not undefined, null, or blank text.
 *
 * @example
 * isPresent(0); // true
 */
export const isPresent = (value: unknown): boolean => (typeof value === 'string' ? value.trim() : (value ?? '')) !== '';

/**
 * Returns the first value that is present.
 *
 * @example
 * firstPresent('', 0, 5); // 0
 */
export function firstPresent(...values: unknown[]): unknown {
  for (const value of values) if (isPresent(value)) return value;
  return undefined;
}

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
 * Returns text without invisible characters, such as zero-width spaces and direction marks, which come with text that
 * is copied from a page, and which browsers write into Hebrew and Arabic prices.
 *
 * @example
 * withoutInvisible('12\u200f'); // '12'
 */
export const withoutInvisible = (text: string): string => text.replace(/\p{Cf}/gu, '');

/** Returns a name for comparison: without invisible characters, trimmed, with white space folded, in lower case. */
export const foldName = (name: string): string => withoutInvisible(name).trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * Replaces lone surrogates in a text, which URLs and UTF-8 cannot encode; browsers from before 2023 return the text
 * unchanged.
 *
 * @example
 * toWellFormed('a\ud800'); // 'a\ufffd'
 */
export const toWellFormed = (text: string): string => text.toWellFormed?.() ?? text;
