import type { OutboxQueue, QueuedEvent, StoredEvent } from '../outbox.js';
import { toIds } from '../to-ids.js';
import type { PendingEvents } from './pending-events.js';

/** Removes events, and returns those that were there. */
export const removeEvents = (pending: PendingEvents, ids: readonly string[]): StoredEvent[] =>
  ids.flatMap((id) => pending.remove(id) ?? []);

/** Creates the access to the pending and quarantined events. */
export const createMemoryQueue = (
  pending: PendingEvents,
  wakeFor: (events: readonly StoredEvent[]) => void,
): OutboxQueue => ({
  list: async (limit) => pending.list(limit),
  drop: async (ids) => removeEvents(pending, ids).length,
  async replay(ids) {
    const given = ids && new Set(ids);
    const isWanted = ({ id, lane }: QueuedEvent): boolean => given?.has(id) ?? lane === 'quarantine';
    const wanted = pending.list(Number.POSITIVE_INFINITY).filter(isWanted);
    const events = removeEvents(pending, toIds(wanted));
    for (const { refusals, refusal, ...event } of events) pending.add({ ...event, attempts: 0 });
    wakeFor(events);
    return events.length;
  },
});
