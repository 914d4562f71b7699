import { dropOldest } from '../../base/drop-oldest.js';
import { splitFingerprints } from '../fingerprint.js';
import { isDuplicate } from '../lanes.js';
import type { OutboxEvent } from '../outbox.js';
import type { AcceptedIndex } from './accepted-index.js';
import { isQueueRow, type QueueTable, readFingerprint, type Tables } from './schema.js';

/** The events that are pending or were sent recently, so that none is accepted twice. */
export interface KnownEvents {
  /** Returns whether an event of this source is a duplicate of one that is known. */
  has(fingerprint: string, source: Source): boolean;
  /** Returns whether the event is known from server code. */
  isOfServer(fingerprint: string): boolean;
  add(fingerprint: string, source: Source): void;
  remove(fingerprint: string): void;
  /** Within a transaction: logs events that were sent, for the other processes and the next start. */
  logSent(events: readonly KnownEvent[]): void;
  /** Within a transaction: logs events that were set aside or moved, and may be accepted again. */
  logForgotten(fingerprints: readonly string[]): void;
}

type Source = OutboxEvent['source'];

export interface KnownEvent {
  fingerprint: string;
  source: Source;
  /** Whether the index of accepted events has it too. */
  isDurable: boolean;
}

/** Interval at which the log is read, in milliseconds. */
const refreshMs = 50;
/** The time that the log has for events that are no longer known. */
const forgotten = 0;

/**
 * Creates a window in memory, bounded by time and count. An index of all events on disk would make a put several times
 * as expensive. A log that is only appended to costs almost nothing, and tells each process what the others have sent.
 */
export function createKnownEvents(
  tables: Tables,
  bounds: { ms: number; count: number },
  now: () => number,
  accepted: AcceptedIndex,
): KnownEvents {
  const { queue, quarantine, sent } = tables;
  const recent = createWindow(bounds.count);
  let lastRead = 0;
  let refreshedAt = Number.NEGATIVE_INFINITY;

  const refresh = (): void => {
    for (const { key, value } of sent.getRange({ start: lastRead + 1 })) {
      lastRead = key;
      if (!Array.isArray(value) || typeof value[1] !== 'string') continue;
      const [time, fingerprints, source = 'page'] = value;
      for (const fingerprint of splitFingerprints(fingerprints)) {
        if (time === forgotten) recent.remove(fingerprint);
        else recent.add(fingerprint, { time, source });
      }
    }
  };

  // The newest events are the most likely to be put again.
  for (const table of [quarantine, queue]) {
    for (const stored of readNewest(table, bounds.count).reverse()) recent.add(stored.fingerprint, stored.known);
  }
  refresh();

  const log = (time: number, fingerprints: readonly string[], source?: 'server'): void => {
    if (fingerprints.length === 0) return;
    // This process skips its own rows: an event that it forgets now may have been put again by the time it reads them.
    refresh();
    lastRead += fingerprints.length;
    const joined = fingerprints.join('');
    void sent.put(lastRead, source ? [time, joined, source] : [time, joined]);
    // The rows beyond the bounds of the log are a range at its beginning. The last row of the log always stays, because
    // its key is the count.
    const limit = now() - bounds.ms;
    for (const { key, value } of sent.getRange()) {
      if (key === lastRead || (key > lastRead - bounds.count && (value?.[0] ?? 0) > limit)) break;
      void sent.remove(key);
    }
  };

  const find = (fingerprint: string): Known | undefined => {
    const known = recent.get(fingerprint);
    return known && known.time > now() - bounds.ms ? known : undefined;
  };
  const refreshSometimes = (): void => {
    if (performance.now() - refreshedAt <= refreshMs) return;
    refreshedAt = performance.now();
    refresh();
  };

  return {
    has(fingerprint, source) {
      refreshSometimes();
      const known = find(fingerprint);
      return known !== undefined && isDuplicate({ source }, known);
    },
    isOfServer: (fingerprint) => recent.get(fingerprint)?.source === 'server' && find(fingerprint) !== undefined,
    add: (fingerprint, source) => recent.add(fingerprint, { time: now(), source }),
    remove: recent.remove,
    logSent(events) {
      const time = now();
      for (const { fingerprint, isDurable } of events) if (isDurable) accepted.renew(fingerprint);
      const isOfServer = ({ source }: KnownEvent): boolean => source === 'server';
      log(time, events.filter(isOfServer).map(toKey), 'server');
      log(time, events.filter((event) => !isOfServer(event)).map(toKey));
      for (const { fingerprint, source } of events) recent.add(fingerprint, { time, source });
    },
    logForgotten(fingerprints) {
      log(forgotten, fingerprints);
      for (const fingerprint of fingerprints) {
        recent.remove(fingerprint);
        accepted.remove(fingerprint);
      }
    },
  };
}

/** Reads only the fields that identify the newest events of a table: the whole events may be 100 MB. */
function readNewest(table: QueueTable, limit: number): { fingerprint: string; known: Known }[] {
  const newest: { fingerprint: string; known: Known }[] = [];
  for (const { key, value } of table.getRange({ reverse: true, limit })) {
    if (!isQueueRow(value)) continue;
    const [, , , time] = value;
    newest.push({ fingerprint: readFingerprint(key, value), known: { time, source: value[7] ?? 'page' } });
  }
  return newest;
}

const toKey = ({ fingerprint }: KnownEvent): string => fingerprint;

interface Known {
  time: number;
  source: Source;
}

/** Keeps the newest fingerprints with time and source. A fingerprint of server code keeps that source. */
function createWindow(maxCount: number) {
  const times = new Map<string, Known>();

  return {
    get: (fingerprint: string) => times.get(fingerprint),
    remove: (fingerprint: string): void => void times.delete(fingerprint),
    add(fingerprint: string, known: Known): void {
      const isOfServer = times.get(fingerprint)?.source === 'server';
      times.delete(fingerprint);
      times.set(fingerprint, isOfServer ? { ...known, source: 'server' } : known);
      dropOldest(times, maxCount);
    },
  };
}
