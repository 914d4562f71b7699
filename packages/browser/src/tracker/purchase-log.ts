import { now } from '../page/now.js';
import { openPageStorage } from '../storage/page-storage.js';

/** The purchases that this browser has sent, so that a reloaded or revisited thank-you page sends nothing. */
export interface PurchaseLog {
  /** Adds a purchase id with its message id; returns false if the purchase is already in the log. */
  add(purchaseId: string, messageId: unknown): boolean;
  /** Removes the purchase of a message. */
  remove(messageId: unknown): void;
}

const maxPurchases = 50;
const maxAgeMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Creates the log in the window's local storage, which all tabs share, with one entry per purchase; in memory if
 * storage is blocked.
 *
 * @param name trackers with the same name share a log
 */
export function createPurchaseLog(window: Window, name: string): PurchaseLog {
  const storage = openPageStorage(window, `twinbeam_sent_${name} `);
  /** Reads an entry: the time and the message id. */
  const read = (purchaseId: string) => storage.get(purchaseId) ?? '';
  const isRecent = (purchaseId: string) => Number.parseInt(read(purchaseId), 10) > now() - maxAgeMs;
  return {
    add(purchaseId, messageId) {
      if (isRecent(purchaseId)) return false;
      const newestFirst = storage.names().sort((one, other) => (read(one) < read(other) ? 1 : -1));
      newestFirst.forEach((known, index) => {
        if (index > maxPurchases - 2 || !isRecent(known)) storage.remove(known);
      });
      storage.set(purchaseId, `${now()} ${messageId}`);
      return true;
    },
    remove(messageId) {
      for (const id of storage.names()) if (read(id).endsWith(` ${messageId}`)) storage.remove(id);
    },
  };
}
