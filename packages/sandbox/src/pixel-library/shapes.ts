import type { Fields } from './fields.js';

/** Replaces capital letters by `^`, small ones by `*`, digits by `#`, and what is not ASCII by `~`. */
export const toShape = (text: string): string =>
  text
    .replace(/[A-Z]/g, '^')
    .replace(/[a-z]/g, '*')
    .replace(/[0-9]/g, '#')
    .replace(/[^ -~]/gu, '~');

/** Maps user data to the shapes of its values. The gender has none. */
export function toShapes(userData: Fields): Fields {
  const entries = Object.entries(userData).filter(([key, value]) => key !== 'ge' && value != null);
  return Object.fromEntries(entries.map(([key, value]) => [key, toShape(String(value))]));
}
