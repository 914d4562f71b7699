import { toEventKey } from '../fingerprint.js';
import { isKnownDurably } from '../is-known-durably.js';
import { isDuplicate } from '../lanes.js';
import type { OutboxEvent } from '../outbox.js';

/** The events that were sent recently, so that none is accepted twice. */
export interface SentKeys {
  /** Returns whether an event is a duplicate of one that was sent. */
  has(event: OutboxEvent): boolean;
  add(events: readonly OutboxEvent[]): void;
}

interface Sent {
  at: number;
  source: OutboxEvent['source'];
}

/** Creates two windows, so that many events of pages displace neither events of server code nor purchases. */
export function createSentKeys(bounds: { ms: number; count: number }, now: () => number): SentKeys {
  /** When each event was confirmed, oldest first. */
  const sentByKey = new Map<string, Sent>();
  const durablyByKey = new Map<string, Sent>();

  const isRecent = (sent: Sent | undefined): sent is Sent => sent !== undefined && sent.at > now() - bounds.ms;
  const find = (key: string): Sent | undefined => durablyByKey.get(key) ?? sentByKey.get(key);

  return {
    has(event) {
      const sent = find(toEventKey(event));
      return isRecent(sent) && isDuplicate(event, sent);
    },
    add(events) {
      for (const event of events) {
        const key = toEventKey(event);
        const source = find(key)?.source === 'server' ? 'server' : event.source;
        (isKnownDurably({ ...event, source }) ? durablyByKey : sentByKey).set(key, { at: now(), source });
      }
      for (const window of [sentByKey, durablyByKey]) {
        for (const [key, sent] of window) {
          if (window.size <= bounds.count && isRecent(sent)) break;
          window.delete(key);
        }
      }
    },
  };
}
