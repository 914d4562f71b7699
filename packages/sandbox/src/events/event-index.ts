import type { ReceivedEvent } from './received-event.js';

/** An index of events by id and by visitor, which finds the possible twins of an event in constant time. */
export interface EventIndex {
  add(event: ReceivedEvent): void;
  /** Removes an event, in constant time if events are removed in the order in which they were added. */
  remove(event: ReceivedEvent): void;
  /** Finds events of the same pixel, name and id, oldest first. */
  findSameId(event: ReceivedEvent): ReceivedEvent[];
  /** Finds events with the same id, whatever their pixel and name, oldest first. */
  findAnySameId(event: ReceivedEvent): ReceivedEvent[];
  /** Finds browser events of the same pixel and name with the same `fbp` or `external_id`, oldest first. */
  findSameVisitor(event: ReceivedEvent): ReceivedEvent[];
  clear(): void;
}

export function createEventIndex(): EventIndex {
  const byKey = new Map<string, ReceivedEvent[]>();

  const toIdKeys = ({ pixelId, event_name, event_id }: ReceivedEvent): string[] =>
    event_id ? [JSON.stringify([pixelId, event_name, 'id', event_id])] : [];
  const toAnyIdKeys = ({ event_id }: ReceivedEvent): string[] => (event_id ? [`id ${event_id}`] : []);
  const toVisitorKeys = ({ pixelId, event_name, user_data }: ReceivedEvent): string[] =>
    ['fbp', 'external_id'].flatMap((key) =>
      [user_data[key]].flat().flatMap((value) => (value ? [JSON.stringify([pixelId, event_name, key, value])] : [])),
    );
  const toKeys = (event: ReceivedEvent): string[] => [
    ...toIdKeys(event),
    ...toAnyIdKeys(event),
    ...(event.source === 'browser' ? toVisitorKeys(event) : []),
  ];
  const find = (keys: string[]): ReceivedEvent[] => [...new Set(keys.flatMap((key) => byKey.get(key) ?? []))];

  return {
    add(event) {
      for (const key of toKeys(event)) {
        const list = byKey.get(key);
        if (list) list.push(event);
        else byKey.set(key, [event]);
      }
    },
    remove(event) {
      for (const key of toKeys(event)) {
        const list = byKey.get(key) ?? [];
        const position = list.indexOf(event);
        if (position >= 0) list.splice(position, 1);
        if (list.length === 0) byKey.delete(key);
      }
    },
    findSameId: (event) => find(toIdKeys(event)),
    findAnySameId: (event) => find(toAnyIdKeys(event)),
    findSameVisitor: (event) => find(toVisitorKeys(event)),
    clear: () => byKey.clear(),
  };
}
