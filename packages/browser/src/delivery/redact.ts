import type { Settings } from '@twinbeam/shared';

/** Names of personal data, and more than the mapper's, for what nobody has mapped yet. */
const personal =
  /[@%]|mail|phone|address|(fir|la)st_?n|gender|city|country|state|zip|post(al|_?code)|birth|(^|_)(dob|tel(_|n|efon|$))/i;
/** Of an address, and of one that is relative. */
const query = /^((https?:|\.*\/)[^?#]*).*/i;
/** In a text, and of no number that may be an order's or a product's. */
const phone = /(\+|\s0|^0\d+ )[\d ()./-]{5,}\d/g;
/** A user's id that names somebody to everyone. */
const telling = /@|%40|^[+0][\d ()./-]+$/;
/** Word by word: one expression for whole addresses would take a time that grows with the square of the text. */
const words = /[^\s/]+/g;
const email = /@|%(25)*40/;

/**
 * Makes the JSON of messages such as may lie on a visitor's disk: without traits, properties of personal names and those
 * that the site denies, e-mail addresses and telephone numbers in texts and as the user's id, and the queries of
 * addresses. The event id stays.
 */
export function createRedactor(pixels: readonly Settings[]): (json: string) => string {
  const denied = JSON.stringify(pixels.map(({ piiDenylist }) => piiDenylist)).toLowerCase();
  const redact = (key: string, value: unknown) => {
    if (key === 'traits') return { event_id: (value as { event_id?: unknown } | null)?.event_id };
    // A denied property is named, alone or as the end of a path, before a quotation mark.
    if (personal.test(key) || (key && denied.includes(`${key.toLowerCase()}"`))) return undefined;
    if (typeof value !== 'string') return value;
    if (key === 'userId' && telling.test(value)) return undefined;
    return value
      .replace(query, '$1')
      .replace(phone, '')
      .replace(words, (word) => (email.test(word) ? '' : word.replace(/[?#][^?#]*=.*/, '')));
  };
  return (json) => JSON.stringify(JSON.parse(json, redact));
}
