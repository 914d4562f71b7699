import { createEventIndex } from './event-index.js';
import { judge } from './pairing.js';
import type { Arrival, ReceivedEvent } from './received-event.js';

/** Counts of one event name. */
export interface EventCounts {
  browser: number;
  server: number;
  /** Events that came by both legs. */
  paired: number;
  /** Events that Meta would count. */
  counted: number;
}

/** What has arrived, and how it is counted. */
export interface EventStore {
  add(arrival: Arrival): ReceivedEvent;
  list(): ReceivedEvent[];
  clear(): void;
  summary(): { events: Record<string, EventCounts> };
  /** Calls back after each change. Returns how to stop that. */
  onChange(listener: () => void): () => void;
}

/** Keeps the last events in memory, oldest first. */
export function createEventStore({ now = Date.now, limit = 20_000 } = {}): EventStore {
  let events: ReceivedEvent[] = [];
  const index = createEventIndex();
  let lastId = 0;
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };

  /** Half of it at once, so that it costs little. */
  const trim = () => {
    events = events.slice(-limit / 2);
    index.clear();
    for (const event of events) index.add(event);
  };

  return {
    add(arrival) {
      const event: ReceivedEvent = { ...arrival, id: ++lastId, receivedAt: now(), counted: true, reason: '' };
      judge(event, index);
      index.add(event);
      events.push(event);
      if (events.length > limit) trim();
      changed();
      return event;
    },
    list: () => events,
    clear() {
      events = [];
      index.clear();
      changed();
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
