import { openPageStorage } from '../storage/page-storage.js';

/** Remembers which purchases this browser has sent, so that a reloaded or revisited thank-you page sends nothing. */
export interface SentLog {
  /** Notes a purchase's id, and the message that carries it; false when the id was there already. */
  add(id: string, messageId: unknown): boolean;
  /** Forgets the purchase of a message that was refused: it may come again once it is mended. */
  remove(messageId: unknown): void;
}

const maxIds = 50;
const maxAge = 30 * 24 * 60 * 60 * 1000;

/**
 * The log in the window's local storage, which all tabs share, an entry a purchase; where that is denied, in memory.
 *
 * @param name trackers of the same name share a log
 */
export function createSentLog(window: Window, name: string): SentLog {
  const storage = openPageStorage(window, `twinbeam_sent_${name} `);
  /** An entry begins with its time. */
  const entry = (id: string) => storage.get(id) ?? '';
  const isYoung = (id: string) => Number.parseInt(entry(id), 10) > Date.now() - maxAge;
  return {
    add(id, messageId) {
      if (isYoung(id)) return false;
      const newestFirst = storage.names().sort((one, other) => (entry(one) < entry(other) ? 1 : -1));
      newestFirst.forEach((known, index) => {
        if (index > maxIds - 2 || !isYoung(known)) storage.set(known);
      });
      storage.set(id, `${Date.now()} ${messageId}`);
      return true;
    },
    remove(messageId) {
      for (const id of storage.names()) if (entry(id).endsWith(` ${messageId}`)) storage.set(id);
    },
  };
}
