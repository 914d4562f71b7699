import { holdsEmail, isPersonalName, type Settings } from '@twinbeam/shared';
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
  const denylist = JSON.stringify(pixels.map(({ piiDenylist }) => piiDenylist)).toLowerCase();
  const redact = (key: string, value: unknown) => {
    if (key === 'traits') return { event_id: (value as { event_id?: unknown } | null)?.event_id };
    // A denied property, alone or as the last part of a path, stands before a quotation mark.
    const isDenied = key && denylist.includes(`${key.toLowerCase()}"`);
    if (isDenied || isPersonalName(key) || holdsEmail(key)) return undefined;
    if (typeof value !== 'string') return value;
    if (key === 'userId' && phoneUserId.test(value)) return undefined;
    return (
      value
        .replace(urlWithQuery, '$1')
        .replace(phoneNumber, '')
        .replace(words, (word) => (holdsEmail(word) ? '' : word.replace(wordWithQuery, ''))) || undefined
    );
  };
  return (json) => toJson(JSON.parse(json, redact)) as string;
}
