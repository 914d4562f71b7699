import type { Settings } from '@twinbeam/shared';
import type { PageStorage } from '../storage/page-storage.js';
import { createRedactor } from './redact.js';

/** A message's name, which begins with its time, and its JSON. */
export type Item = readonly [name: string, json: string];

/** What waits for the server, in a storage that the tabs of a site share. */
export interface RetryBuffer {
  /**
   * Of whatever page, oldest first; what is too old or too much is dropped, and what another page may have on its way is
   * left to it.
   */
  kept(): Item[];
  keep(items: Item[]): void;
  drop(name: string): void;
}

/** Characters, and milliseconds. */
const maxKept = 5e5;
const maxAge = 864e5;

/**
 * What is stored is without personal data; the page that has put it there knows it in full, as long as it is open.
 *
 * @param minAge milliseconds for which a message is its own page's alone: what arrives first counts, and should be whole
 */
export function createRetryBuffer(storage: PageStorage, pixels: readonly Settings[], minAge: number): RetryBuffer {
  const redact = createRedactor(pixels);
  const full: Record<string, string> = {};
  const drop = (name: string) => {
    delete full[name];
    storage.set(name);
  };
  return {
    kept() {
      let room = maxKept;
      const items: Item[] = [];
      for (const name of storage.names().reverse()) {
        const age = Date.now() - Number(name.slice(0, 13));
        // Another tab may have dropped it just now.
        const json = full[name] ?? storage.get(name) ?? '';
        room -= json.length;
        if (age < maxAge && json && room > 0) {
          if (full[name] || Math.abs(age) >= minAge) items.unshift([name, json]);
        }
        // Names of other things are no numbers.
        else if (age) drop(name);
      }
      return items;
    },
    keep(items) {
      for (const [name, json] of items) {
        full[name] = json;
        storage.set(name, redact(json));
      }
    },
    drop,
  };
}
