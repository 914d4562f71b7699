import type { Fields } from '../graph/fields.js';
import { createEventGroups, type EventGroups } from './event-groups.js';
import { createEventIndex, type EventIndex } from './event-index.js';
import { pairEvent } from './pairing.js';
import type { Arrival, ReceivedEvent } from './received-event.js';
import type { RefusedRequest } from './refused-request.js';

/**
 * The counts of one event name.
 *
 * @example
 * const { paired, counted }: EventCounts = sandbox.summary().events.Purchase;
 */
export interface EventCounts {
  /** Events that arrived through the Pixel. */
  browser: number;
  /** Events that arrived through the Conversions API. */
  server: number;
  /** Events that arrived on both legs. */
  paired: number;
  /** Events that Meta would count. */
  counted: number;
}

/**
 * The counts of the events that a sandbox has received.
 *
 * @example
 * const { events, forgotten }: Summary = sandbox.summary();
 */
export interface Summary {
  /** Counts of the kept events, by event name. */
  events: Record<string, EventCounts>;
  /** Number of events that were dropped and are in no count. Missing while it is 0. */
  forgotten?: number;
}

/** The received events, how Meta would count them, and the refused requests. */
export interface EventStore {
  /** @param raw the event as it was sent to Graph */
  add(arrival: Arrival, raw?: Fields): ReceivedEvent;
  /** Stores a refused request. */
  refuse(request: Omit<RefusedRequest, 'id' | 'receivedAt'>): void;
  /** Returns the events, oldest first. */
  list(): ReceivedEvent[];
  /** Returns the refused requests, oldest first. */
  refused(): RefusedRequest[];
  /** Returns an event as it was sent to Graph. */
  raw(id: number): Fields | undefined;
  clear(): void;
  summary(): Summary;
  /** Returns the number of dropped events. */
  forgotten(): number;
  /** Returns the number of changes so far. */
  version(): number;
  /** Calls the listener after each change. Returns a function that removes it. */
  onChange(listener: () => void): () => void;
  groups: Pick<EventGroups, 'find' | 'list'>;
  index: Pick<EventIndex, 'findAnySameId'>;
  /** The maximum number of kept events. */
  limit: number;
}

/** The maximum number of kept refused requests. */
const refusedLimit = 2_000;
/** The maximum number of kept bytes, counted as JSON. */
const bytesLimit = 256 * 1024 * 1024;

/**
 * Creates a store in memory. When it has more than `limit` events (default 100,000), or more than 256 MiB, it drops the
 * oldest hundredth.
 */
export function createEventStore({ now = Date.now, limit = 100_000 } = {}): EventStore {
  const events: ReceivedEvent[] = [];
  const refused: RefusedRequest[] = [];
  const sent = new Map<number, { raw?: Fields | undefined; bytes: number }>();
  const index = createEventIndex();
  const groups = createEventGroups();
  const listeners = new Set<() => void>();
  let lastId = 0;
  let version = 0;
  let forgotten = 0;
  let bytes = 0;
  const notify = () => {
    version++;
    for (const listener of listeners) listener();
  };

  const forget = (count: number) => {
    for (const event of events.splice(0, count)) {
      index.remove(event);
      groups.remove(event);
      bytes -= sent.get(event.id)?.bytes ?? 0;
      sent.delete(event.id);
      forgotten++;
    }
  };

  return {
    limit,
    groups,
    index,
    add(arrival, raw) {
      const event: ReceivedEvent = { ...arrival, id: ++lastId, receivedAt: now(), counted: true, reason: '' };
      const size = JSON.stringify(raw ?? arrival).length;
      pairEvent(event, index);
      index.add(event);
      groups.add(event);
      events.push(event);
      sent.set(event.id, { raw, bytes: size });
      bytes += size;
      if (events.length > limit) forget(Math.ceil(limit / 100));
      while (bytes > bytesLimit && events.length > 1) forget(1);
      notify();
      return event;
    },
    refuse(request) {
      refused.push({ ...request, id: ++lastId, receivedAt: now() });
      if (refused.length > refusedLimit) refused.splice(0, refused.length - refusedLimit);
      notify();
    },
    list: () => events.slice(),
    refused: () => refused.slice(),
    raw: (id) => sent.get(id)?.raw,
    clear() {
      events.length = refused.length = forgotten = bytes = 0;
      sent.clear();
      index.clear();
      groups.clear();
      notify();
    },
    summary() {
      const counts: Record<string, EventCounts> = Object.create(null);
      for (const event of events) {
        counts[event.event_name] ??= { browser: 0, server: 0, paired: 0, counted: 0 };
        const row = counts[event.event_name] as EventCounts;
        row[event.source]++;
        if (event.counted) row.counted++;
        if (event.counted && event.pair !== undefined) row.paired++;
      }
      return { events: { ...counts }, ...(forgotten > 0 && { forgotten }) };
    },
    forgotten: () => forgotten,
    version: () => version,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
