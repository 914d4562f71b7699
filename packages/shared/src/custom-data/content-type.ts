import type { Settings } from '../settings.js';
import { type Fields, toText } from '../value.js';

/** Finds the content type that the settings give to the event's category, or else to its first product's. */
export function findContentType(
  category: string | undefined,
  products: readonly Fields[],
  { categoryToContentType: types = {} }: Settings,
): string | undefined {
  const names = Object.keys(types);
  const known = [category, toText(products[0]?.category)].find((name) => name && names.includes(name));
  return known && types[known];
}
