import type { InspectedEvent } from './inspected-event.js';

/** The most recent events, up to a limit; a new event replaces the oldest. */
export interface EventRing {
  /** @param key identifies an event that is sent; undefined for a message that made no event */
  add(event: Omit<InspectedEvent, 'id' | 'receivedAt'>, receivedAt: number, key?: string): InspectedEvent;
  /** Finds an event by its key; if there are several, the one accepted last. */
  find(key: string): InspectedEvent | undefined;
  /** Returns the events, oldest first. */
  list(): InspectedEvent[];
}

export function createEventRing(size: number): EventRing {
  const events = new Map<number, InspectedEvent>();
  const byKey = new Map<string, InspectedEvent>();
  const keys = new Map<number, string>();
  let lastId = 0;

  const removeOldest = (): void => {
    const [oldest] = events.values();
    if (!oldest || events.size <= size) return;
    events.delete(oldest.id);
    const key = keys.get(oldest.id) ?? '';
    keys.delete(oldest.id);
    if (byKey.get(key) === oldest) byKey.delete(key);
  };
  return {
    add(described, receivedAt, key) {
      const event: InspectedEvent = { id: ++lastId, receivedAt, ...described };
      events.set(event.id, event);
      if (key !== undefined) keys.set(event.id, key);
      if (key !== undefined && (event.status === 'accepted' || !byKey.has(key))) byKey.set(key, event);
      removeOldest();
      return event;
    },
    find: (key) => byKey.get(key),
    list: () => [...events.values()],
  };
}
