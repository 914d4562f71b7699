import { type Fields, toText } from '../base/value.js';
import type { Settings } from '../settings.js';

/** Returns text, such as a category, as a string; a list is joined by commas. */
export const toJoinedText = (given: unknown): string | undefined =>
  toText(Array.isArray(given) ? given.map(toText).filter(Boolean).join() : given);

/** Finds the content type that the settings define for the event's category or, failing that, its first product's. */
export function findContentType(
  category: string | undefined,
  products: readonly Fields[],
  { categoryToContentType: types }: Settings,
): string | undefined {
  if (!types) return undefined;
  const rows = Object.entries(types);
  const find = (category: string | undefined) => rows.filter(([name]) => name === category)[0]?.[1];
  return find(category) ?? find(toJoinedText(products[0]?.category));
}
