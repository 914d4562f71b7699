import type { ReceivedEvent } from './received-event.js';

/** An index of events by id and by visitor, which finds the possible twins of an event in constant time. */
export interface EventIndex {
  add(event: ReceivedEvent): void;
  /** Finds events of the same pixel, name and id, oldest first. */
  findSameId(event: ReceivedEvent): ReceivedEvent[];
  /** Finds browser events of the same pixel and name with the same `fbp` or `external_id`, oldest first. */
  findSameVisitor(event: ReceivedEvent): ReceivedEvent[];
  clear(): void;
}

export function createEventIndex(): EventIndex {
  const byKey = new Map<string, ReceivedEvent[]>();

  const toIdKeys = ({ pixelId, event_name, event_id }: ReceivedEvent): string[] =>
    event_id ? [JSON.stringify([pixelId, event_name, 'id', event_id])] : [];
  const toVisitorKeys = ({ pixelId, event_name, user_data }: ReceivedEvent): string[] =>
    ['fbp', 'external_id'].flatMap((key) =>
      [user_data[key]].flat().flatMap((value) => (value ? [JSON.stringify([pixelId, event_name, key, value])] : [])),
    );
  const find = (keys: string[]): ReceivedEvent[] => [...new Set(keys.flatMap((key) => byKey.get(key) ?? []))];

  return {
    add(event) {
      const keys = event.source === 'browser' ? [...toIdKeys(event), ...toVisitorKeys(event)] : toIdKeys(event);
      for (const key of keys) {
        const list = byKey.get(key);
        if (list) list.push(event);
        else byKey.set(key, [event]);
      }
    },
    findSameId: (event) => find(toIdKeys(event)),
    findSameVisitor: (event) => find(toVisitorKeys(event)),
    clear: () => byKey.clear(),
  };
}
