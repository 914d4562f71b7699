import { listedVerdicts, type PiiVerdict } from './custom-rules.js';
import { holdsEmail, isPersonalName } from './pii.js';
import { type Finding, warn } from './problem.js';
import type { Settings } from './settings.js';
import { type Fields, isFields, isUnsafeKey, wellFormed } from './value.js';

const maxDepth = 16;
const maxValues = 10_000;

type Copy = Record<string, unknown>;

/** Copies foreign properties, less what Meta must not see. A copy shares nothing with its source. */
export interface Cleaner {
  /** A copy of all properties but those of the top level that are expressed elsewhere; nested objects are flattened. */
  copy(properties: Fields, elsewhere?: readonly string[]): Copy;
  /** A copy of at least those properties of a product that an event tells. */
  product(fields: Fields): Copy;
}

/**
 * A cleaner for the properties of one message: nested objects are flattened to dotted keys (inside of lists they stay
 * objects); personal data and empty values are left out. What is to be hashed is hashed if it is no object or list, and
 * there is a hash; else it goes.
 */
export function createCleaner(settings: Settings, findings: Finding[], hash?: (text: string) => string): Cleaner {
  const listed = listedVerdicts(settings);
  let left = maxValues;

  /** Of the settings by path or name, and then by the built-in names. */
  const verdictOn = (key: string, path: string): PiiVerdict =>
    (listed && (listed.get(path.toLowerCase()) ?? listed.get(key.toLowerCase()))) ||
    (isPersonalName(key) ? 'drop' : undefined);

  const copyFields = (
    into: Copy,
    fields: Fields,
    prefix: string,
    depth: number,
    flat: boolean,
    elsewhere?: readonly string[],
  ): Copy => {
    for (const key of Object.keys(fields)) {
      if (elsewhere?.includes(key) || isUnsafeKey(key) || holdsEmail(key)) continue;
      const path = prefix + key;
      const verdict = verdictOn(key, path);
      const value = fields[key];
      if (flat && !verdict && isFields(value) && !(value instanceof Date)) {
        if (hasRoom(path, depth)) copyFields(into, value, `${path}.`, depth + 1, flat);
        continue;
      }
      const copy = copyValue(value, path, depth, verdict);
      if (copy !== undefined) into[flat ? path : key] = copy;
    }
    return into;
  };

  const copyValue = (value: unknown, path: string, depth: number, verdict: PiiVerdict): unknown => {
    if (value === '' || value === null || verdict === 'drop' || !hasRoom(path, depth)) return undefined;
    switch (typeof value) {
      case 'object': {
        if (value instanceof Date) return value.toJSON() ?? undefined;
        if (verdict === 'hash') return undefined;
        if (!Array.isArray(value)) return copyFields({}, value as Fields, `${path}.`, depth + 1, false);
        const copies: unknown[] = [];
        for (let index = 0; index < value.length && left > 0; index++) {
          const copy = copyValue(value[index], path, depth + 1, verdict);
          if (copy !== undefined) copies.push(copy);
        }
        return copies;
      }
      case 'string':
        if (verdict === 'hash') return hash?.(value);
        if (verdict || !holdsEmail(value)) return wellFormed(value);
        warn(findings, 'email-in-text', path);
        return undefined;
      case 'number':
      case 'boolean':
      case 'bigint':
        if (verdict === 'hash') return hash?.(`${value}`);
        if (typeof value === 'bigint') return `${value}`;
        return Number.isNaN(+value - +value) ? undefined : value;
      default:
        return undefined;
    }
  };

  const hasRoom = (path: string, depth: number): boolean => {
    const room = depth < maxDepth && left-- > 0;
    // Of the values beyond the bound only the first is told.
    if (!room && left >= -1) warn(findings, 'custom-data-too-large', path);
    return room;
  };

  const copyOne = (value: unknown, key: string): unknown =>
    value === undefined || isFields(value)
      ? undefined
      : copyValue(value, key, 0, listed && verdictOn(key, `products.${key}`));

  return {
    copy: (properties, elsewhere) => copyFields({}, properties, '', 0, true, elsewhere),
    product: ({ product_id, sku, id, quantity, price, delivery_category, category }) => ({
      product_id: copyOne(product_id, 'product_id'),
      sku: copyOne(sku, 'sku'),
      id: copyOne(id, 'id'),
      quantity: copyOne(quantity, 'quantity'),
      price: copyOne(price, 'price'),
      delivery_category: copyOne(delivery_category, 'delivery_category'),
      // Compared with the settings; it goes no further.
      category,
    }),
  };
}
