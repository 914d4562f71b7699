import { toAddedUsage } from '../bounds.js';
import { hasMatchKey } from '../has-match-key.js';
import { endedMemoryMs, type HeldEvents, type Hold, type HoldEnd } from '../held-events.js';
import type { OutboxEvent } from '../outbox.js';

/** The held events of an outbox in memory. */
export interface MemoryHeldEvents {
  access: HeldEvents;
  holds(): number;
  /** Number of events of all holds. */
  size(): number;
  bytes(): number;
  /** Removes the holds that have one of these match keys. Returns how many. */
  forget(matchKeys: readonly string[]): number;
}

export interface MemoryHeldOptions {
  /** The system clock. */
  now: () => number;
  /** Throws `OutboxError` when events cannot be stored. */
  checkSpace(events: readonly OutboxEvent[]): void;
  checkOpen(): void;
  /** Puts events into the lane of server code, regardless of the bounds. */
  release(events: readonly OutboxEvent[]): void;
  /** Sets the events of a hold aside. */
  expire(hold: Hold): void;
}

export function createMemoryHeldEvents(options: MemoryHeldOptions): MemoryHeldEvents {
  const { now, checkSpace, checkOpen, release, expire } = options;
  const holds = new Map<string, Hold>();
  /** How holds have ended, oldest first. */
  const ended = new Map<string, { end: HoldEnd; at: number }>();
  const counts = { events: 0, bytes: 0 };

  const count = ({ events }: Hold, sign: 1 | -1): void => {
    const added = toAddedUsage(events);
    counts.events += sign * added.events;
    counts.bytes += sign * added.bytes;
  };
  const remove = (hold: Hold): void => {
    holds.delete(hold.id);
    count(hold, -1);
  };
  const forgetOldEnds = (): void => {
    for (const [id, { at }] of ended) {
      if (at > now() - endedMemoryMs) break;
      ended.delete(id);
    }
  };

  return {
    access: {
      async add(hold) {
        checkOpen();
        checkSpace(hold.events);
        forgetOldEnds();
        if (holds.has(hold.id) || ended.get(hold.id)?.end === 'confirmed') return 'duplicate';
        ended.delete(hold.id);
        holds.set(hold.id, hold);
        count(hold, 1);
        return 'accepted';
      },
      async end(id, end) {
        checkOpen();
        forgetOldEnds();
        const hold = holds.get(id);
        if (!hold) return { status: ended.get(id)?.end ?? 'unknown', changed: false };
        remove(hold);
        ended.set(id, { end, at: now() });
        if (end === 'confirmed') release(hold.events);
        if (end === 'expired') expire(hold);
        return { status: end, changed: true };
      },
      async *list() {
        checkOpen();
        yield* [...holds.values()];
      },
    },
    holds: () => holds.size,
    size: () => counts.events,
    bytes: () => counts.bytes,
    forget(matchKeys) {
      const wanted = [...holds.values()].filter(({ events }) =>
        events.some(({ json }) => hasMatchKey(json, matchKeys)),
      );
      for (const hold of wanted) remove(hold);
      return wanted.length;
    },
  };
}
