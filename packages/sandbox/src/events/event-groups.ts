import { compareLegs } from './compare-legs.js';
import type { ReceivedEvent } from './received-event.js';

/** One event, as it arrived on each leg. */
export interface EventGroup {
  /** `id` of the event that arrived first. It does not change when that event is dropped. */
  id: number;
  browser: ReceivedEvent[];
  server: ReceivedEvent[];
  /** Returns whether the legs differ. */
  differs(): boolean;
}

/** The events grouped by conversion: those with the same pixel, name and id, and those that were paired by visitor. */
export interface EventGroups {
  add(event: ReceivedEvent): void;
  remove(event: ReceivedEvent): void;
  find(id: number): EventGroup | undefined;
  /** Returns the groups, in the order of their first events. */
  list(): Iterable<EventGroup>;
  clear(): void;
}

export function createEventGroups(): EventGroups {
  const groups = new Map<number, EventGroup>();
  const byKey = new Map<string, EventGroup>();
  const byEvent = new Map<number, EventGroup>();

  const toKey = ({ pixelId, event_name, event_id }: ReceivedEvent): string | undefined =>
    event_id ? JSON.stringify([pixelId, event_name, event_id]) : undefined;

  return {
    add(event) {
      const key = toKey(event);
      const group =
        (key === undefined ? undefined : byKey.get(key)) ??
        (event.pairedBy === 'event_id' || event.pair === undefined ? undefined : byEvent.get(event.pair)) ??
        createGroup(event.id);
      group[event.source].push(event);
      groups.set(group.id, group);
      byEvent.set(event.id, group);
      if (key !== undefined) byKey.set(key, group);
    },
    remove(event) {
      const group = byEvent.get(event.id);
      byEvent.delete(event.id);
      if (!group) return;
      group[event.source] = group[event.source].filter((other) => other !== event);
      const key = toKey(event);
      const others = [...group.browser, ...group.server];
      if (key !== undefined && !others.some((other) => toKey(other) === key)) byKey.delete(key);
      if (others.length === 0) groups.delete(group.id);
    },
    find: (id) => groups.get(id),
    list: () => groups.values(),
    clear() {
      groups.clear();
      byKey.clear();
      byEvent.clear();
    },
  };
}

/** Creates an empty group. It compares its first legs only once. */
function createGroup(id: number): EventGroup {
  let compared: { browser: ReceivedEvent; server: ReceivedEvent; differs: boolean } | undefined;
  const group: EventGroup = {
    id,
    browser: [],
    server: [],
    differs() {
      const [browser] = group.browser;
      const [server] = group.server;
      if (!browser || !server) return false;
      if (compared?.browser !== browser || compared.server !== server) {
        compared = { browser, server, differs: compareLegs(browser, server).length > 0 };
      }
      return compared.differs;
    },
  };
  return group;
}
