/** Foreign JSON: an object with unknown fields. */
export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns an object unchanged, and an empty object for any other value. */
export const toFields = (value: unknown): Fields => (isFields(value) ? value : {});

/** Returns whether a value is a non-empty string. */
export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Returns a list unchanged, a single value as a list of one, and `undefined` as an empty list. */
export const toList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
