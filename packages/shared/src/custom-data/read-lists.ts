import { type Fields, isFields } from '../value.js';

/** A text longer than this is not read as JSON, in UTF-16 code units. */
const maxJsonLength = 200_000;

/**
 * Reads JSON text of a list or an object. Anything else is returned unchanged.
 *
 * @example
 * readJson('[1, 2]'); // [1, 2]
 * readJson('boots'); // 'boots'
 */
export function readJson(given: unknown): unknown {
  if (typeof given === 'string' && given.length <= maxJsonLength && /^\s*[[{]/.test(given)) {
    try {
      return JSON.parse(given);
    } catch {
      // It is text after all.
    }
  }
  return given;
}

/**
 * Reads a list as callers write it: a list, one object instead of a list of one, or either as JSON text. An object whose
 * keys are numbers is a list: PHP writes lists with gaps so, and parsers of forms those with many entries.
 */
function readList(given: unknown): unknown {
  const value = readJson(given);
  if (!isFields(value)) return value;
  return /^[\d,]+$/.test(`${Object.keys(value)}`) ? Object.values(value) : [value];
}

/**
 * Returns properties whose `contents`, `content_ids` and `products` are lists wherever they can be read as such. Where an
 * event about products has no products, the `items` of GA4 are its products.
 */
export function readLists(properties: Fields, isAboutProducts: boolean): Fields {
  let result: Fields = properties;
  for (const name of ['contents', 'content_ids', 'products']) {
    const given = properties[name];
    if (typeof given !== 'string' && !isFields(given)) continue;
    const list = readList(given);
    if (list !== given) result = { ...result, [name]: list };
  }
  const { products, items } = result;
  if (!isAboutProducts || !items || (Array.isArray(products) ? products.length : products)) return result;
  const list = readList(items);
  return Array.isArray(list) && list.some(isFields) ? { ...result, products: list, items: undefined } : result;
}
