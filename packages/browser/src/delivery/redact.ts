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
/** A telephone number in a text; not a number that may be an order's or a product's. */
const phoneNumber = /(\+|\s0|^0\d+ )[\d ()./-]{5,}\d/g;
/** A user id that is a telephone number. */
const phoneUserId = /^[+0][\d ()./-]+$/;
const words = /[^\s/]+/g;
const wordWithQuery = /[?#][^?#]*=.*/;

/**
 * Creates a function that removes from the JSON of a message what may not be stored on a visitor's disk: traits, properties
 * with personal names or in a pixel's `piiDenylist`, e-mail addresses and telephone numbers in texts and as user id, and the
 * queries of URLs. The event id stays.
 */
export function createRedactor(pixels: readonly Settings[]): (json: string) => string {
  const lists = pixels.map(readPiiLists);
  const isDropped = (key: string, path: string) =>
    isPersonalName(path) || holdsEmail(key) || lists.some((list) => isDenied(findPiiVerdict(list, key, path)));
  /** Drops what the mapper drops by its name. */
  const dropProperties = (value: unknown, prefix = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => dropProperties(item, prefix));
    if (!isFields(value)) return value;
    const keys = Object.keys(value);
    // Beside a person's data `name` is the person's.
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

/** Removes traits, and what texts may hold. */
function redactValue(key: string, value: unknown): unknown {
  if (key === 'traits') return { event_id: (value as { event_id?: unknown } | null)?.event_id };
  if (typeof value !== 'string') return value;
  if (key === 'userId' && phoneUserId.test(value)) return undefined;
  return (
    value
      .replace(urlWithQuery, '$1')
      .replace(phoneNumber, '')
      .replace(words, (word) => (holdsEmail(word) ? '' : word.replace(wordWithQuery, ''))) || undefined
  );
}
