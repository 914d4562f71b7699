import type { StoredEvent } from '../outbox/outbox.js';

/** The parts of a batch that are not sent yet. */
export interface BatchParts {
  /** Returns the part that is sent next; undefined when none is left. */
  next(): StoredEvent[] | undefined;
  /** Removes a part that was sent. */
  remove(part: StoredEvent[]): void;
  /** Replaces a part by those of its events that are still leased. */
  replace(part: StoredEvent[], leased: StoredEvent[]): void;
  /** Replaces a part that was refused by its halves. A single event is removed. */
  split(part: StoredEvent[]): void;
  unsent(): StoredEvent[];
}

/**
 * Creates the parts of a batch: at first one. The largest part and the smallest take turns after each refusal, so that a
 * valid event is found soon, whether the invalid ones stand together or are spread evenly.
 */
export function createBatchParts(events: StoredEvent[]): BatchParts {
  const parts = events.length > 0 ? [events] : [];
  let takesLargest = true;

  const remove = (part: StoredEvent[]): void => void parts.splice(parts.indexOf(part), 1);

  return {
    next: () =>
      parts.reduce<StoredEvent[] | undefined>((found, part) => {
        if (!found) return part;
        return (takesLargest ? part.length > found.length : part.length < found.length) ? part : found;
      }, undefined),
    remove,
    replace(part, leased) {
      remove(part);
      if (leased.length > 0) parts.push(leased);
    },
    split(part) {
      takesLargest = !takesLargest;
      remove(part);
      const middle = part.length >> 1;
      if (middle > 0) parts.push(part.slice(0, middle), part.slice(middle));
    },
    unsent: () => parts.flat(),
  };
}
