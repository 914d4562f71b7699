import {
  findPersonalKind,
  findPiiVerdict,
  holdsEmail,
  isFields,
  isPersonalName,
  readPiiLists,
  type Settings,
} from '@twinbeam/shared';
import { toJson } from '../page/to-json.js';

/** A URL, absolute or relative, with its query. */
const urlWithQuery = /^((https?:|\.*\/)[^?#]*).*/i;
/** A telephone number in a text, but not a number that may be an order's or a product's. */
const phoneNumber = /(\+|\s0|^0\d+ )[\d ()./-]{5,}\d/g;
/** A user id that is a telephone number. */
const phoneUserId = /^[+0][\d ()./-]+$/;
/** The server makes a purchase's event id of it, equal to the Pixel's. */
const orderId = /^order_?id$/i;
const words = /[^\s/]+/g;
const wordWithQuery = /[?#][^?#]*=.*/;

/**
 * Creates a function that removes personal data from a message's JSON before it is stored in the browser: traits,
 * properties with personal names or in a pixel's `piiDenylist`, e-mail addresses and telephone numbers in texts and in
 * the user id, and the queries of URLs. The event id is kept.
 */
export function createRedactor(pixels: readonly Settings[]): (json: string) => string {
  const lists = pixels.map(readPiiLists);
  const isDropped = (key: string, path: string) =>
    isPersonalName(path) || holdsEmail(key) || lists.some((list) => isDenied(findPiiVerdict(list, key, path)));
  /** Drops the properties that the mapper drops by name. */
  const dropProperties = (value: unknown, prefix = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => dropProperties(item, prefix));
    if (!isFields(value)) return value;
    const keys = Object.keys(value);
    // Next to a person's data, `name` is the person's name.
    const isPerson = keys.some((key) => findPersonalKind(prefix + key) === 'person');
    const kept: Record<string, unknown> = {};
    for (const key of keys) {
      const path = prefix + key;
      if (isDropped(key, path) || (isPerson && /^name$/i.test(key))) continue;
      kept[key] = dropProperties(value[key], `${path}.`);
    }
    return kept;
  };
  return (json) => {
    const message = JSON.parse(json, redactValue);
    return toJson({ ...message, properties: dropProperties(message.properties) }) as string;
  };
}

const isDenied = (verdict?: string) => verdict === 'drop' || verdict === 'hash';

/** Removes traits, and personal data in texts. */
function redactValue(key: string, value: unknown): unknown {
  if (key === 'traits') return { event_id: (value as { event_id?: unknown } | null)?.event_id };
  if (typeof value !== 'string' || (orderId.test(key) && !holdsEmail(value))) return value;
  if (key === 'userId' && phoneUserId.test(value)) return undefined;
  return (
    value
      .replace(urlWithQuery, '$1')
      .replace(phoneNumber, '')
      .replace(words, (word) => (holdsEmail(word) ? '' : word.replace(wordWithQuery, ''))) || undefined
  );
}
