import { type Problem, type ProblemCode, warning } from '../problem.js';
import type { Settings } from '../settings.js';
import { type Fields, isFields, isPresent, toWellFormed } from '../value.js';
import { holdsEmail } from './email-address.js';
import { findPersonalKind } from './personal-names.js';
import { findPiiVerdict, type PiiLists, type PiiVerdict, readPiiLists } from './pii-lists.js';

const maxDepth = 16;
const maxValues = 10_000;
/** Characters of a dotted name. Engines compare longer ones slowly, and every value of an object would repeat them. */
const maxPathLength = 200;

/** Properties of a product that an event tells. */
const productNames = ['product_id', 'sku', 'id', 'item_id', 'quantity', 'price', 'delivery_category'];

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

/** State that the copies of one message share. */
interface CopyState {
  readonly lists: PiiLists;
  readonly hash: ((text: string) => string) | undefined;
  readonly problems: Problem[];
  remainingValues: number;
  length: number;
  hasLongName: boolean;
}

/** The place of an object within the message. */
interface FieldsPlace {
  /** The names above, with a dot behind each. */
  prefix: string;
  depth: number;
  /** Whether nested objects become dotted keys. */
  flat: boolean;
  /** Names that are left out. */
  except?: readonly string[];
}

/**
 * Creates a copier for the properties of one message. Nested objects are flattened (inside of lists they stay objects);
 * personal data and empty values are left out. Properties that the settings deny are hashed where there is a hash and
 * they are no object or list, else left out.
 */
export function createPropertyCopier(settings: Settings, hash?: (text: string) => string): PropertyCopier {
  const lists = readPiiLists(settings);
  const state: CopyState = {
    lists,
    hash,
    problems: [],
    remainingValues: maxValues,
    length: 0,
    hasLongName: false,
  };

  return {
    copyAll: (properties, except) => copyFields(state, {}, properties, { prefix: '', depth: 0, flat: true, except }),
    copyProduct(product) {
      // The category is compared with the settings, and goes no further.
      const copy: Copy = { category: product.category ?? product.item_category };
      for (const name of productNames) {
        const value = product[name];
        if (value === undefined || isFields(value)) continue;
        copy[name] = copyValue(state, value, name, 0, lists && findPiiVerdict(lists, name, `products.${name}`));
      }
      return copy;
    },
    problems: state.problems,
    length: () => state.length,
  };
}

/** Copies the fields of an object; a name beside those of a person is dropped, as it is the person's. */
function copyFields(state: CopyState, into: Copy, fields: Fields, place: FieldsPlace): Copy {
  const { prefix, depth, flat, except } = place;
  let isPerson = false;
  let nameKey = '';
  for (const key of Object.keys(fields)) {
    const path = prefix + key;
    if (except?.includes(key) || isUnsafeKey(key) || holdsEmail(path)) continue;
    if (path.length > maxPathLength) {
      warnOfLongName(state, path);
      continue;
    }
    const listed = findPiiVerdict(state.lists, key, path);
    const value = fields[key];
    const personal = findPersonalKind(path);
    if (personal === 'person') isPerson = true;
    // The address of a store is not personal.
    if (personal && !listed && !(personal === 'other' && prefix.startsWith('store_data.'))) {
      if (isPresent(value)) warn(state, 'personal-data-dropped', path);
      continue;
    }
    // The store of a sale stays an object, as Meta's parameter has it.
    if (flat && !listed && isFields(value) && !(value instanceof Date) && path !== 'store_data') {
      if (countValue(state, path, depth))
        copyFields(state, into, value, { prefix: `${path}.`, depth: depth + 1, flat });
      continue;
    }
    const copy = copyValue(state, value, path, depth, listed);
    if (copy === undefined) continue;
    into[flat ? path : key] = copy;
    if (!listed && namePattern.test(key)) nameKey = key;
  }
  // Beside a person's fields it is the person's name, elsewhere a product's.
  if (isPerson && nameKey) {
    delete into[flat ? prefix + nameKey : nameKey];
    warn(state, 'personal-data-dropped', prefix + nameKey);
  }
  return into;
}

/** Copies any value; undefined for what is left out. */
function copyValue(state: CopyState, given: unknown, path: string, depth: number, verdict: PiiVerdict): unknown {
  const value = given instanceof Date ? given.toJSON() : given;
  if (value === '' || value === null || verdict === 'drop' || !countValue(state, path, depth)) return undefined;
  switch (typeof value) {
    case 'object':
      if (verdict === 'hash') return undefined;
      return Array.isArray(value)
        ? copyList(state, value, path, depth, verdict)
        : copyFields(state, {}, value as Fields, { prefix: `${path}.`, depth: depth + 1, flat: false });
    case 'string':
      state.length += value.length;
      if (verdict === 'hash') return state.hash?.(value);
      if (verdict || !holdsEmail(value)) return toWellFormed(value);
      warn(state, 'email-in-text', path);
      return undefined;
    case 'number':
    case 'boolean':
    case 'bigint':
      if (verdict === 'hash') return state.hash?.(`${value}`);
      if (typeof value === 'bigint') return `${value}`;
      if (typeof value === 'boolean' || Number.isFinite(value)) return value;
      warn(state, 'number-unreadable', path);
      return undefined;
    default:
      return undefined;
  }
}

function copyList(
  state: CopyState,
  list: readonly unknown[],
  path: string,
  depth: number,
  verdict: PiiVerdict,
): unknown[] {
  const copies: unknown[] = [];
  for (let index = 0; index < list.length && state.remainingValues > 0; index++) {
    const copy = copyValue(state, list[index], path, depth + 1, verdict);
    if (copy !== undefined) copies.push(copy);
  }
  return copies;
}

/** Counts a value towards the bounds; returns whether it is within them. */
function countValue(state: CopyState, path: string, depth: number): boolean {
  const isWithin = depth < maxDepth && state.remainingValues-- > 0;
  state.length += path.length + 10;
  // There is one warning for all values beyond the bound.
  if (!isWithin && state.remainingValues >= -1) warn(state, 'custom-data-too-large', path);
  return isWithin;
}

function warn(state: CopyState, code: ProblemCode, path: string): void {
  state.problems.push(warning(code, `properties.${path}`));
}

/** Warns of the first name that is too long, by its beginning. */
function warnOfLongName(state: CopyState, path: string): void {
  if (!state.hasLongName) warn(state, 'property-name-too-long', path.slice(0, 80));
  state.hasLongName = true;
}

const namePattern = /^name$/i;

/** Keys by which foreign JSON could reach an object's prototype. */
const isUnsafeKey = (key: string): boolean => /^(__proto__|constructor|prototype)$/.test(key);
