import { toEventKey } from '../fingerprint.js';
import { isSaidAlready } from '../lanes.js';
import type { OutboxEvent } from '../outbox.js';

/** The events that were sent lately, so that none is accepted twice. */
export interface SentKeys {
  /** Whether an event was sent, by somebody whose word counts as much. */
  has(event: OutboxEvent): boolean;
  add(events: readonly OutboxEvent[]): void;
}

interface Sent {
  at: number;
  source: OutboxEvent['source'];
}

export function createSentKeys(bounds: { ms: number; count: number }, now: () => number): SentKeys {
  /** When each was confirmed, oldest first. */
  const sentByKey = new Map<string, Sent>();

  const isRecent = (sent: Sent | undefined): sent is Sent => sent !== undefined && sent.at > now() - bounds.ms;

  return {
    has(event) {
      const sent = sentByKey.get(toEventKey(event));
      return isRecent(sent) && isSaidAlready(event, sent);
    },
    add(events) {
      for (const event of events) {
        const key = toEventKey(event);
        const source = sentByKey.get(key)?.source === 'server' ? 'server' : event.source;
        sentByKey.set(key, { at: now(), source });
      }
      for (const [key, sent] of sentByKey) {
        if (sentByKey.size <= bounds.count && isRecent(sent)) break;
        sentByKey.delete(key);
      }
    },
  };
}
