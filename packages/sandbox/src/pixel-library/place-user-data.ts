import type { Fields } from './fields.js';
import { isHash } from './hash.js';

/** The match keys for which a value under any other key is recognised. */
const placements: [key: string, fits: (text: string) => boolean][] = [
  ['em', (text) => text.includes('@')],
  ['zp', (text) => /^\d{5}$/.test(text)],
  ['ph', (text) => /^\d{7,}$/.test(text.replace(/[\s()+./-]/g, ''))],
];

/**
 * Adds values that the library recognises as an e-mail address, a telephone number or a postal code, under whatever key
 * they are. A key that the page has passed, even as an empty string, is not changed. An e-mail address without `@`
 * becomes a Gmail address.
 */
export function placeUserData(userData: Fields): Fields {
  const placed = { ...userData };
  for (const value of Object.values(userData)) {
    const text = String(value ?? '');
    const [key] = placements.find(([, fits]) => !isHash(text) && fits(text)) ?? [];
    if (key && !Object.hasOwn(placed, key)) placed[key] = text;
  }
  const { em } = placed;
  if (typeof em === 'string' && em.trim() && !em.includes('@') && !isHash(em)) placed.em = `${em}@gmail.com`;
  return placed;
}
