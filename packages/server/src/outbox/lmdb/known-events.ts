import { toFingerprint } from '../fingerprint.js';
import { type Tables, toStoredEvent } from './schema.js';

/** The events that are pending or were sent lately, so that none is accepted twice. */
export interface KnownEvents {
  has(fingerprint: string): boolean;
  add(fingerprint: string): void;
  remove(fingerprint: string): void;
  /** Within a transaction: logs what was sent, for the other processes and the next start. */
  logSent(fingerprints: readonly string[]): void;
  /** Within a transaction: logs what was set aside or moved, and may be accepted again. */
  logForgotten(fingerprints: readonly string[]): void;
}

const refreshMs = 50;
/** Stands in the log for the time of what is no longer known. */
const forgotten = 0;

/**
 * Creates a window in memory, bounded by time and count. An index on disk over random ids would make a put several times
 * as expensive; a log that grows at its end costs next to nothing, and tells each process what the others have sent.
 */
export function createKnownEvents(
  tables: Tables,
  bounds: { ms: number; count: number },
  now: () => number,
): KnownEvents {
  const { queue, quarantine, sent } = tables;
  const recent = createWindow(bounds.count);
  let lastRead = 0;
  let refreshedAt = Number.NEGATIVE_INFINITY;

  const refresh = (): void => {
    for (const { key, value } of sent.getRange({ start: lastRead + 1 })) {
      const [time, fingerprint] = value;
      if (time === forgotten) recent.remove(fingerprint);
      else recent.add(fingerprint, time);
      lastRead = key;
    }
  };

  // The newest are the likeliest to come again.
  for (const table of [quarantine, queue]) {
    for (const { key, value } of [...table.getRange({ reverse: true, limit: bounds.count })].reverse()) {
      const event = toStoredEvent(key, value);
      recent.add(toFingerprint(event), event.storedAt);
    }
  }
  refresh();

  const log = (time: number, fingerprints: readonly string[]): void => {
    const [last = 0] = sent.getKeys({ reverse: true, limit: 1 });
    let number = last;
    for (const fingerprint of fingerprints) void sent.put(++number, [time, fingerprint]);
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
      const time = recent.get(fingerprint);
      return time !== undefined && time > now() - bounds.ms;
    },
    add: (fingerprint) => recent.add(fingerprint, now()),
    remove: recent.remove,
    logSent(fingerprints) {
      const time = now();
      log(time, fingerprints);
      for (const fingerprint of fingerprints) recent.add(fingerprint, time);
    },
    logForgotten(fingerprints) {
      log(forgotten, fingerprints);
      for (const fingerprint of fingerprints) recent.remove(fingerprint);
    },
  };
}

/** The newest fingerprints, each with its time. */
function createWindow(maxCount: number) {
  const times = new Map<string, number>();

  return {
    get: (fingerprint: string) => times.get(fingerprint),
    remove: (fingerprint: string): void => void times.delete(fingerprint),
    add(fingerprint: string, time: number): void {
      times.delete(fingerprint);
      times.set(fingerprint, time);
      // Some at once: a map's beginning is slow to reach when much of it was deleted.
      if (times.size <= maxCount * 1.1 + 10) return;
      for (const oldest of times.keys()) {
        if (times.size <= maxCount) break;
        times.delete(oldest);
      }
    },
  };
}
