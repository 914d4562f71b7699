/** Readers for foreign values: total, never coercing what could run the caller's code (`toString`, getters of classes). */

/** The properties of an unknown object. */
export type Fields = Readonly<Record<string, unknown>>;

/** What stands for an object that is not there. */
export const none: Fields = {};

/** The value as an object whose properties can be read; an empty one when it is no plain object. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : none);

/** Whether a value is an object, and no list. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value as trimmed text, numbers included; undefined for everything else, blank text too. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  return Number.isFinite(value) ? `${value}` : undefined;
}

/** The value as a truth: a boolean, 0, 1, or these as text; undefined for everything else. */
export function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = textOf(value)?.toLowerCase();
  return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined;
}

/** The first of some values that is text. */
export function firstText(...values: unknown[]): string | undefined {
  for (const value of values) {
    const text = textOf(value);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The first of some values that is there at all: not undefined, null, or empty text. */
export const firstPresent = (...values: unknown[]): unknown =>
  values.find((value) => value !== undefined && value !== null && value !== '');

/** The value at a dotted path (`properties.plan`), own properties only. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.keys(value).includes(key)) return undefined;
    value = (value as Fields)[key];
  }
  return value;
}

/** Names are compared trimmed, with white space folded, in any case. */
export const foldName = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase();

/** Text without halves of surrogate pairs, which no URL and no UTF-8 can carry; browsers from before 2023 leave them. */
export const wellFormed = (text: string): string => text.toWellFormed?.() ?? text;

/** Keys by which foreign JSON could reach an object's prototype. */
export const isUnsafeKey = (key: string): boolean =>
  key === '__proto__' || key === 'constructor' || key === 'prototype';
