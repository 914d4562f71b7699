import { toEventKey } from '../fingerprint.js';
import type { OutboxEvent } from '../outbox.js';

/** The events that were sent lately, so that none is accepted twice. */
export interface SentKeys {
  has(event: OutboxEvent): boolean;
  add(events: readonly OutboxEvent[]): void;
}

export function createSentKeys(bounds: { ms: number; count: number }, now: () => number): SentKeys {
  /** When each was confirmed, oldest first. */
  const sentAt = new Map<string, number>();

  const isRecent = (time: number | undefined): boolean => time !== undefined && time > now() - bounds.ms;

  return {
    has: (event) => isRecent(sentAt.get(toEventKey(event))),
    add(events) {
      for (const event of events) sentAt.set(toEventKey(event), now());
      for (const [key, time] of sentAt) {
        if (sentAt.size <= bounds.count && isRecent(time)) break;
        sentAt.delete(key);
      }
    },
  };
}
