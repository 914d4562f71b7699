import { dropOldest } from '../../base/drop-oldest.js';
import { toFingerprint } from '../fingerprint.js';
import type { OutboxEvent } from '../outbox.js';

/**
 * The events of server code that this process has put or taken. Events of pages with the same ids are not sent any
 * more.
 */
export interface ServerEvents {
  add(event: OutboxEvent): void;
  has(event: OutboxEvent): boolean;
}

/** Number of events that are remembered. */
const maxCount = 100_000;

export function createServerEvents(): ServerEvents {
  const fingerprints = new Set<string>();
  return {
    add(event) {
      if (event.source !== 'server') return;
      fingerprints.add(toFingerprint(event));
      dropOldest(fingerprints, maxCount);
    },
    has: (event) => fingerprints.has(toFingerprint(event)),
  };
}
