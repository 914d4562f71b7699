import type { ReceivedEvent } from './received-event.js';

/** Finds the events that another may repeat, without a look at all of them. */
export interface EventIndex {
  add(event: ReceivedEvent): void;
  /** Same pixel, name and id, oldest first. */
  withSameId(event: ReceivedEvent): ReceivedEvent[];
  /** Of the browser: same pixel and name, and the same browser id or external id, oldest first. */
  ofSameVisitor(event: ReceivedEvent): ReceivedEvent[];
  clear(): void;
}

export function createEventIndex(): EventIndex {
  const byKey = new Map<string, ReceivedEvent[]>();

  const idKeys = ({ pixelId, event_name, event_id }: ReceivedEvent): string[] =>
    event_id ? [JSON.stringify([pixelId, event_name, 'id', event_id])] : [];
  const visitorKeys = ({ pixelId, event_name, user_data }: ReceivedEvent): string[] =>
    ['fbp', 'external_id'].flatMap((key) =>
      [user_data[key]].flat().flatMap((value) => (value ? [JSON.stringify([pixelId, event_name, key, value])] : [])),
    );
  const find = (keys: string[]): ReceivedEvent[] => [...new Set(keys.flatMap((key) => byKey.get(key) ?? []))];

  return {
    add(event) {
      const keys = event.source === 'browser' ? [...idKeys(event), ...visitorKeys(event)] : idKeys(event);
      for (const key of keys) {
        const list = byKey.get(key);
        if (list) list.push(event);
        else byKey.set(key, [event]);
      }
    },
    withSameId: (event) => find(idKeys(event)),
    ofSameVisitor: (event) => find(visitorKeys(event)),
    clear: () => byKey.clear(),
  };
}
