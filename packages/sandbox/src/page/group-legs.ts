import type { ReceivedEvent } from '../received-event.js';

/** One event as it arrived by each leg. */
export interface Group {
  key: string;
  first: ReceivedEvent;
  browser: ReceivedEvent[];
  server: ReceivedEvent[];
}

/** Groups events of the same pixel, name and id, and those that were paired by their visitor. Newest first. */
export function groupLegs(events: readonly ReceivedEvent[]): Group[] {
  const groups = new Map<string, Group>();
  const keys = new Map<number, string>();
  for (const event of events) {
    const own = event.event_id ? `${event.pixelId} ${event.event_name} ${event.event_id}` : `#${event.id}`;
    const key = (event.event_id ? undefined : keys.get(event.pair ?? -1)) ?? own;
    keys.set(event.id, key);
    const group = groups.get(key) ?? { key, first: event, browser: [], server: [] };
    group[event.source].push(event);
    groups.set(key, group);
  }
  return [...groups.values()].reverse();
}
