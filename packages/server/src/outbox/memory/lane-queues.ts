import { type Lane, parseQueueName, toQueueName } from '../lanes.js';
import type { StoredEvent } from '../outbox.js';

/** A pending event, and its place in the queue of its lane. */
export interface Entry {
  event: StoredEvent;
  /** When it is due, in milliseconds since 1970. */
  due: number;
  /** End of its lease; undefined if it is not leased. */
  leasedUntil?: number | undefined;
  lane: Lane;
  older?: Entry | undefined;
  newer?: Entry | undefined;
}

/** The queues of the lanes of all pixels, each in the order of its entries. */
export interface LaneQueues {
  /** Adds an entry as the newest of its lane. */
  add(entry: Entry): void;
  remove(entry: Entry): void;
  /** Reads the entries of the queue with this name. */
  readOldest(name: string): Iterable<Entry>;
  readNewest(name: string): Iterable<Entry>;
  quarantined(): number;
  /** Returns the pixels that have events in other lanes than the quarantine. */
  pixels(): string[];
}

/** A doubly linked list: an entry is removed from any place at no cost. */
interface LinkedQueue {
  oldest?: Entry | undefined;
  newest?: Entry | undefined;
}

/** Returns when an event may be taken. */
export const readAvailableAt = ({ due, leasedUntil = 0 }: Entry): number => Math.max(due, leasedUntil);

export function createLaneQueues(): LaneQueues {
  const queues = new Map<string, LinkedQueue>();
  let quarantined = 0;

  return {
    add(entry) {
      const name = toQueueName(entry.event.pixelId, entry.lane);
      const queue = queues.get(name) ?? {};
      queues.set(name, queue);
      entry.older = queue.newest;
      entry.newer = undefined;
      if (queue.newest) queue.newest.newer = entry;
      queue.oldest ??= entry;
      queue.newest = entry;
      if (entry.lane === 'quarantine') quarantined++;
    },
    remove(entry) {
      const { older, newer } = entry;
      const queue = queues.get(toQueueName(entry.event.pixelId, entry.lane));
      if (older) older.newer = newer;
      else if (queue) queue.oldest = newer;
      if (newer) newer.older = older;
      else if (queue) queue.newest = older;
      if (entry.lane === 'quarantine') quarantined--;
    },
    *readOldest(name) {
      for (let entry = queues.get(name)?.oldest; entry; entry = entry.newer) yield entry;
    },
    *readNewest(name) {
      for (let entry = queues.get(name)?.newest; entry; entry = entry.older) yield entry;
    },
    quarantined: () => quarantined,
    pixels() {
      const pixelIds = new Set<string>();
      for (const [name, { oldest }] of queues) {
        const { pixelId, lane } = parseQueueName(name);
        if (oldest && lane !== 'quarantine') pixelIds.add(pixelId);
      }
      return [...pixelIds];
    },
  };
}
