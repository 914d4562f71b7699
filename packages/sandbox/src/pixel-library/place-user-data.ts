import type { Fields } from './fields.js';
import { isHash } from './hash.js';

/** Match keys that a value is taken for when it stands in the wrong place. */
const placements: [key: string, fits: (text: string) => boolean][] = [
  ['em', (text) => text.includes('@')],
  ['zp', (text) => /^\d{5}$/.test(text)],
  ['ph', (text) => /^\d{7,}$/.test(text.replace(/[\s()+./-]/g, ''))],
];

/**
 * Adds what the library takes for an address, a telephone number or a postal code, whichever key it stands in. A key that
 * the page has given, if only as empty text, stays as it is. An address without `@` becomes one of Gmail.
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
