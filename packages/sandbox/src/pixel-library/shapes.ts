import type { Fields } from './fields.js';

/**
 * Replaces upper-case letters with `^`, lower-case letters with `*`, digits with `#`, and non-ASCII characters with
 * `~`.
 */
export const toShape = (text: string): string =>
  text
    .replace(/[A-Z]/g, '^')
    .replace(/[a-z]/g, '*')
    .replace(/[0-9]/g, '#')
    .replace(/[^ -~]/gu, '~');

/** Maps user data to the shapes of its values. The gender has no shape. */
export function toShapes(userData: Fields): Fields {
  const entries = Object.entries(userData).filter(([key, value]) => key !== 'ge' && value != null);
  return Object.fromEntries(entries.map(([key, value]) => [key, toShape(String(value))]));
}
