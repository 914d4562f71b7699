import type { Settings } from '@twinbeam/shared/core';

/** Names of personal data, and more than the mapper's, for what nobody has mapped yet. */
const personal = /[@%]|mail|phone|address|(fir|la)st_?n|gender|city|country|state|zip|postal|birth/i;
const query = /^(https?:[^?#]*).*/i;
const email = /[^\s/?&=]+(@|%(25)*40)[^\s/?&]+/g;

/**
 * Makes the JSON of messages such as may lie on a visitor's disk: without traits, properties of personal names and those
 * that the site denies, e-mail addresses in texts, and the queries of addresses. The event id stays.
 */
export function createRedactor(pixels: readonly Settings[]): (json: string) => string {
  const denied = JSON.stringify(pixels.map(({ piiDenylist }) => piiDenylist)).toLowerCase();
  return (json) =>
    JSON.stringify(
      JSON.parse(json, (key, value) =>
        key === 'traits'
          ? { event_id: value?.event_id }
          : personal.test(key) || denied.includes(`${key}"`.toLowerCase())
            ? undefined
            : (value?.replace?.(query, '$1').replace(email, '') ?? value),
      ),
    );
}
