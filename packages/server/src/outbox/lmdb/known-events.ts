import { fingerprintOf } from '../fingerprint.js';
import type { Tables } from './layout.js';

/** Which events are pending or were lately sent, so that none is accepted twice. */
export interface KnownEvents {
  has(fingerprint: string): boolean;
  add(fingerprint: string): void;
  forget(fingerprint: string): void;
  /** Within a transaction: logs what was sent, for the other processes and the next start. */
  logSent(fingerprints: readonly string[]): void;
  /** Within a transaction: logs what was set aside, and may be accepted again. */
  logForgotten(fingerprints: readonly string[]): void;
}

const refreshMs = 50;
/** Stands in the log for the time of what is no longer known. */
const forgotten = 0;

/**
 * A window in memory, bounded by time and count. An index on disk over random ids would cost every put several times as
 * much as the put itself; a log that grows at its end costs next to nothing, and tells each process what the others have
 * sent.
 */
export function createKnownEvents(
  { queue, sent }: Tables,
  bounds: { ms: number; count: number },
  now: () => number,
): KnownEvents {
  /** Time by fingerprint, oldest first. */
  const window = new Map<string, number>();
  let read = 0;
  let refreshedAt = Number.NEGATIVE_INFINITY;

  const note = (fingerprint: string, time: number): void => {
    window.delete(fingerprint);
    window.set(fingerprint, time);
    // Some at once: a map's beginning is slow to reach when much of it was deleted.
    if (window.size <= bounds.count * 1.1 + 10) return;
    for (const oldest of window.keys()) {
      if (window.size <= bounds.count) break;
      window.delete(oldest);
    }
  };

  const refresh = (): void => {
    for (const { key, value } of sent.getRange({ start: read + 1 })) {
      const [time, fingerprint] = value;
      if (time === forgotten) window.delete(fingerprint);
      else note(fingerprint, time);
      read = key;
    }
  };

  // The newest are the likeliest to come again.
  const newest = [...queue.getRange({ reverse: true, limit: bounds.count })].reverse();
  for (const { key, value } of newest) {
    note(fingerprintOf({ pixelId: key[0], name: value[0], eventId: value[1] }), value[3]);
  }
  refresh();

  const log = (rows: [time: number, fingerprint: string][]): void => {
    const [last = 0] = sent.getKeys({ reverse: true, limit: 1 });
    let number = last;
    for (const row of rows) void sent.put(++number, row);
    // The log has no holes: what is beyond its bounds is a range at its beginning. Its last row keeps the count.
    const limit = now() - bounds.ms;
    for (const { key, value } of sent.getRange()) {
      if (key === number || (key > number - bounds.count && value[0] > limit)) break;
      void sent.remove(key);
    }
  };

  return {
    has(fingerprint) {
      if (performance.now() - refreshedAt > refreshMs) {
        refreshedAt = performance.now();
        refresh();
      }
      const time = window.get(fingerprint);
      return time !== undefined && time > now() - bounds.ms;
    },
    add: (fingerprint) => note(fingerprint, now()),
    forget: (fingerprint) => void window.delete(fingerprint),
    logSent(fingerprints) {
      const time = now();
      log(fingerprints.map((fingerprint) => [time, fingerprint]));
      for (const fingerprint of fingerprints) note(fingerprint, time);
    },
    logForgotten(fingerprints) {
      log(fingerprints.map((fingerprint) => [forgotten, fingerprint]));
      for (const fingerprint of fingerprints) window.delete(fingerprint);
    },
  };
}
