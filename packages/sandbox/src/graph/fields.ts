/** Foreign JSON: an object of which nothing else is known. */
export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns an object as it is, an empty one in the place of everything else. */
export const toFields = (value: unknown): Fields => (isFields(value) ? value : {});

/** Returns whether a value is text that is not empty. */
export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Returns a list as it is, a single value as a list of one, `undefined` as an empty list. */
export const toList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
