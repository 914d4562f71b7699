/** A queue of at most a hundred items, in order. When it is full, the oldest is dropped. */
export interface EventQueue<Item> {
  add(item: Item): void;
  /** Removes all items and returns them. */
  takeAll(): Item[];
}

const maxItems = 100;

/** Creates a queue of events that wait for consent. */
export function createEventQueue<Item>(): EventQueue<Item> {
  const items: Item[] = [];
  return {
    add(item) {
      items.push(item);
      if (items.length > maxItems) items.shift();
    },
    takeAll: () => items.splice(0),
  };
}
