import type { Settings } from '../settings.js';
import { type Fields, toText } from '../value.js';

/** Finds the content type that the settings give to the event's category, or else to its first product's. */
export function findContentType(
  category: string | undefined,
  products: readonly Fields[],
  { categoryToContentType: types = {} }: Settings,
): string | undefined {
  const rows = Object.entries(types);
  const find = (category: string | undefined) => rows.filter(([name]) => name === category)[0]?.[1];
  return find(category) ?? find(toText(products[0]?.category));
}
