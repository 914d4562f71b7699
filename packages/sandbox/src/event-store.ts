import { createEventIndex } from './event-index.js';
import { pairEvent } from './pairing.js';
import type { Arrival, ReceivedEvent } from './received-event.js';

/**
 * Counts of one event name.
 *
 * @example
 * const { paired, counted }: EventCounts = sandbox.summary().events.Purchase;
 */
export interface EventCounts {
  /** Events that came by the Pixel. */
  browser: number;
  /** Events that came by the Conversions API. */
  server: number;
  /** Events that came by both legs. */
  paired: number;
  /** Events that Meta would count. */
  counted: number;
}

/** The events that have arrived, and how Meta would count them. */
export interface EventStore {
  add(arrival: Arrival): ReceivedEvent;
  /** Returns the events, oldest first. */
  list(): ReceivedEvent[];
  clear(): void;
  summary(): { events: Record<string, EventCounts> };
  /** Calls the listener after each change. Returns a function that removes it. */
  onChange(listener: () => void): () => void;
}

/** Creates a store in memory. With more than `limit` events (default 20,000) it drops the older half. */
export function createEventStore({ now = Date.now, limit = 20_000 } = {}): EventStore {
  let events: ReceivedEvent[] = [];
  const index = createEventIndex();
  let lastId = 0;
  const listeners = new Set<() => void>();
  const notify = () => {
    for (const listener of listeners) listener();
  };

  // Half of them at once: the index is built anew each time.
  const trim = () => {
    events = events.slice(-limit / 2);
    index.clear();
    for (const event of events) index.add(event);
  };

  return {
    add(arrival) {
      const event: ReceivedEvent = { ...arrival, id: ++lastId, receivedAt: now(), counted: true, reason: '' };
      pairEvent(event, index);
      index.add(event);
      events.push(event);
      if (events.length > limit) trim();
      notify();
      return event;
    },
    list: () => events,
    clear() {
      events = [];
      index.clear();
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
      return { events: { ...counts } };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
