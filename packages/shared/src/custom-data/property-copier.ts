import { type Problem, type ProblemCode, warning } from '../problem.js';
import type { Settings } from '../settings.js';
import { type Fields, isFields, isPresent, toWellFormed } from '../value.js';
import { holdsEmail } from './email-address.js';
import { findPersonalKind } from './personal-names.js';
import { type PiiVerdict, readPiiLists } from './pii-lists.js';

const maxDepth = 16;
const maxValues = 10_000;
/** Characters of a dotted name. Engines compare longer ones slowly, and every value of an object would repeat them. */
const maxPathLength = 200;

type Copy = Record<string, unknown>;

/** Copies of foreign properties, without what Meta must not see. A copy shares nothing with its source. */
export interface PropertyCopier {
  /** Copies all properties but the named ones of the top level. Nested objects are flattened to dotted keys. */
  copyAll(properties: Fields, except: readonly string[]): Copy;
  /** Copies the properties of a product that an event tells. */
  copyProduct(product: Fields): Copy;
  /** The properties that were left out, each with the reason. */
  problems: Problem[];
  /** Returns how many characters were copied, names included, and some for each value. */
  length(): number;
}

/**
 * Creates a copier for the properties of one message. Nested objects are flattened (inside of lists they stay objects);
 * personal data and empty values are left out. Properties that the settings deny are hashed where there is a hash and
 * they are no object or list, else left out.
 */
export function createPropertyCopier(settings: Settings, hash?: (text: string) => string): PropertyCopier {
  const lists = readPiiLists(settings);
  const problems: Problem[] = [];
  let remainingValues = maxValues;
  let length = 0;
  let hasLongName = false;

  const findListed = (key: string, path: string): PiiVerdict =>
    lists && (lists.get(path.toLowerCase()) ?? lists.get(key.toLowerCase()));
  const warn = (code: ProblemCode, path: string) => problems.push(warning(code, `properties.${path}`));

  /** Of the names that are too long only the first is told, by its beginning. */
  const warnOfLongName = (path: string) => {
    if (!hasLongName) warn('property-name-too-long', path.slice(0, 80));
    hasLongName = true;
  };

  const copyFields = (
    into: Copy,
    fields: Fields,
    prefix: string,
    depth: number,
    flat: boolean,
    except?: readonly string[],
  ): Copy => {
    let isPerson = false;
    let nameKey = '';
    for (const key of Object.keys(fields)) {
      const path = prefix + key;
      if (except?.includes(key) || isUnsafeKey(key) || holdsEmail(path)) continue;
      if (path.length > maxPathLength) {
        warnOfLongName(path);
        continue;
      }
      const listed = findListed(key, path);
      const value = fields[key];
      const personal = findPersonalKind(path);
      if (personal === 'person') isPerson = true;
      // The place of a store is nobody's home.
      if (personal && !listed && !(personal === 'other' && prefix.startsWith('store_data.'))) {
        if (isPresent(value)) warn('personal-data-dropped', path);
        continue;
      }
      // The store of a sale stays an object, as Meta's parameter has it.
      if (flat && !listed && isFields(value) && !(value instanceof Date) && path !== 'store_data') {
        if (countValue(path, depth)) copyFields(into, value, `${path}.`, depth + 1, flat);
        continue;
      }
      const copy = copyValue(value, path, depth, listed);
      if (copy === undefined) continue;
      into[flat ? path : key] = copy;
      if (!listed && namePattern.test(key)) nameKey = key;
    }
    // Beside a person's fields it is the person's name, elsewhere a product's.
    if (isPerson && nameKey) {
      delete into[flat ? prefix + nameKey : nameKey];
      warn('personal-data-dropped', prefix + nameKey);
    }
    return into;
  };

  const copyValue = (value: unknown, path: string, depth: number, verdict: PiiVerdict): unknown => {
    if (value === '' || value === null || verdict === 'drop' || !countValue(path, depth)) return undefined;
    switch (typeof value) {
      case 'object':
        if (value instanceof Date) return value.toJSON() ?? undefined;
        if (verdict === 'hash') return undefined;
        return Array.isArray(value)
          ? copyList(value, path, depth, verdict)
          : copyFields({}, value as Fields, `${path}.`, depth + 1, false);
      case 'string':
        length += value.length;
        if (verdict === 'hash') return hash?.(value);
        if (verdict || !holdsEmail(value)) return toWellFormed(value);
        warn('email-in-text', path);
        return undefined;
      case 'number':
      case 'boolean':
      case 'bigint':
        if (verdict === 'hash') return hash?.(`${value}`);
        if (typeof value === 'bigint') return `${value}`;
        return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
      default:
        return undefined;
    }
  };

  const copyList = (list: readonly unknown[], path: string, depth: number, verdict: PiiVerdict): unknown[] => {
    const copies: unknown[] = [];
    for (let index = 0; index < list.length && remainingValues > 0; index++) {
      const copy = copyValue(list[index], path, depth + 1, verdict);
      if (copy !== undefined) copies.push(copy);
    }
    return copies;
  };

  /** Counts a value towards the bounds; returns whether it is within them. */
  const countValue = (path: string, depth: number): boolean => {
    const isWithin = depth < maxDepth && remainingValues-- > 0;
    length += path.length + 10;
    // Of the values beyond the bound only the first is told.
    if (!isWithin && remainingValues >= -1) warn('custom-data-too-large', path);
    return isWithin;
  };

  const copyProperty = (value: unknown, key: string): unknown =>
    value === undefined || isFields(value)
      ? undefined
      : copyValue(value, key, 0, lists && findListed(key, `products.${key}`));

  return {
    copyAll: (properties, except) => copyFields({}, properties, '', 0, true, except),
    copyProduct: (product) => ({
      product_id: copyProperty(product.product_id, 'product_id'),
      sku: copyProperty(product.sku, 'sku'),
      id: copyProperty(product.id, 'id'),
      item_id: copyProperty(product.item_id, 'item_id'),
      quantity: copyProperty(product.quantity, 'quantity'),
      price: copyProperty(product.price, 'price'),
      delivery_category: copyProperty(product.delivery_category, 'delivery_category'),
      // It is compared with the settings, and goes no further.
      category: product.category ?? product.item_category,
    }),
    problems,
    length: () => length,
  };
}

const namePattern = /^name$/i;

/** Keys by which foreign JSON could reach an object's prototype. */
const isUnsafeKey = (key: string): boolean => key === '__proto__' || key === 'constructor' || key === 'prototype';
