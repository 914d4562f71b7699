import { type Fields, isFields } from '../base/value.js';

/** A string of more UTF-16 code units is not parsed as JSON. */
const maxJsonLength = 200_000;

/**
 * Parses a JSON string of a list or an object. Anything else is returned unchanged.
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
      // Not JSON: the string is returned.
    }
  }
  return given;
}

/**
 * Reads a list in the forms that callers use: a list, a single object instead of a list of one, or either as a JSON
 * string. An object whose keys are numbers is a list: PHP encodes lists with gaps in this way, and form parsers long
 * lists.
 */
function readList(given: unknown): unknown {
  const value = readJson(given);
  if (!isFields(value)) return value;
  return /^[\d,]+$/.test(`${Object.keys(value)}`) ? Object.values(value) : [value];
}

/**
 * Returns properties whose `contents`, `content_ids` and `products` are lists, wherever they can be read as lists. If
 * an event about products has no `products`, GA4's `items` become its products.
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
