import { holdsEmail } from '../base/email-address.js';
import { type Problem, type ProblemCode, warning } from '../base/problem.js';
import { type Fields, isFields, isPresent, toWellFormed } from '../base/value.js';
import type { Settings } from '../settings.js';
import { findPersonalKind } from './personal-names.js';
import { withoutPersonalParameters } from './personal-parameters.js';
import { findPiiVerdict, type PiiLists, type PiiVerdict, readPiiLists } from './pii-lists.js';

const maxDepth = 16;
const maxValues = 10_000;
/**
 * Maximum characters of a dotted name. Longer names are slow to match, and are repeated for every value of an object.
 */
const maxPathLength = 200;

/** The properties that are copied from a product. */
const productNames = ['product_id', 'sku', 'id', 'item_id', 'quantity', 'price', 'delivery_category'];

type Copy = Record<string, unknown>;

/** Copies foreign properties, without data that Meta must not get. A copy shares no object with its source. */
export interface PropertyCopier {
  /** Copies all properties except the given ones of the top level. Nested objects are flattened to dotted keys. */
  copyAll(properties: Fields, except: readonly string[]): Copy;
  /** Copies those properties of a product that an event may use. */
  copyProduct(product: Fields): Copy;
  /** The properties that were left out, each with the reason. */
  problems: Problem[];
  /** Returns an estimate of the copied characters: names, texts, and some more for each value. */
  length(): number;
}

/** The state that is shared by the copies of one message. */
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
  /** The names of the parent objects, each followed by a dot. */
  prefix: string;
  depth: number;
  /** Whether nested objects become dotted keys. */
  flat: boolean;
  /** Names to leave out. */
  except?: readonly string[];
}

/**
 * Creates a copier for the properties of one message. Nested objects are flattened, except in lists. Personal data and
 * empty values are left out. Properties that the settings deny are left out, or hashed if they are marked `hash`, a
 * hash function is given, and they are neither objects nor lists.
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
      // The category is only compared with the settings, and not sent.
      const copy: Copy = { category: product.category ?? product.item_category };
      for (const name of productNames) {
        const value = product[name];
        if (value === undefined) continue;
        // An object may hold anything. It is none of these values, but does not count as missing.
        copy[name] = isFields(value)
          ? {}
          : copyValue(state, value, name, 0, lists && findPiiVerdict(lists, name, `products.${name}`));
      }
      return copy;
    },
    problems: state.problems,
    length: () => state.length,
  };
}

/** Copies the fields of an object. A `name` next to a person's data is the person's name, and is dropped. */
function copyFields(state: CopyState, into: Copy, fields: Fields, place: FieldsPlace): Copy {
  const { prefix, depth, flat, except } = place;
  let isPerson = false;
  let nameKey = '';
  for (const key of Object.keys(fields)) {
    const path = prefix + key;
    if (except?.includes(key) || unsafeKeys.test(key) || holdsEmail(path)) continue;
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
    // `store_data` is an object in Meta's parameters too.
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
  // Next to a person's data, `name` is the person's name; elsewhere it is a product's.
  if (isPerson && nameKey) {
    delete into[flat ? prefix + nameKey : nameKey];
    warn(state, 'personal-data-dropped', prefix + nameKey);
  }
  return into;
}

/** Copies any value; returns undefined if it is left out. */
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
      if (verdict) return toWellFormed(value);
      if (!holdsEmail(value)) return copyText(state, value, path);
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

/** Copies text. The parameters of URLs in it, such as a referrer, are judged like properties. */
function copyText(state: CopyState, text: string, path: string): string {
  const copy = withoutPersonalParameters(text);
  if (copy !== text) warn(state, 'personal-data-dropped', path);
  return toWellFormed(copy);
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

/** Counts a value towards the limits; returns whether it is within them. */
function countValue(state: CopyState, path: string, depth: number): boolean {
  const isWithin = depth < maxDepth && state.remainingValues-- > 0;
  state.length += path.length + 10;
  // One warning for all values above the limit.
  if (!isWithin && state.remainingValues >= -1) warn(state, 'custom-data-too-large', path);
  return isWithin;
}

function warn(state: CopyState, code: ProblemCode, path: string): void {
  state.problems.push(warning(code, `properties.${path}`));
}

/** Warns about the first name that is too long, with its beginning. */
function warnOfLongName(state: CopyState, path: string): void {
  if (!state.hasLongName) warn(state, 'property-name-too-long', path.slice(0, 80));
  state.hasLongName = true;
}

const namePattern = /^name$/i;

/** Keys by which foreign JSON could reach an object's prototype. */
const unsafeKeys = /^(__proto__|constructor|prototype)$/;
