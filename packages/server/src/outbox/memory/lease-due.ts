import { parseQueueName } from '../lanes.js';
import type { StoredEvent } from '../outbox.js';
import { selectTakeSteps } from '../take-order.js';
import { type Entry, type LaneQueues, readAvailableAt } from './lane-queues.js';

export interface LeaseDueOptions {
  /** Name of the queue. */
  name: string;
  maxEvents: number;
  maxLength: number;
  leaseMs: number;
  now: number;
}

/** Leases events of a queue that are due. Returns copies of them. */
export function leaseDue(queues: LaneQueues, options: LeaseDueOptions): StoredEvent[] {
  const { name, maxEvents, maxLength, leaseMs, now } = options;
  const leased: StoredEvent[] = [];
  let length = 0;
  const oldest = findDue(queues.readOldest(name), now);
  if (!oldest) return leased;
  const { lane } = parseQueueName(name);
  const head = { due: oldest.due, expiresAt: oldest.event.expiresAt };
  for (const step of selectTakeSteps(lane, head, { events: maxEvents, length: maxLength }, now)) {
    for (const entry of step.from === 'oldest' ? queues.readOldest(name) : queues.readNewest(name)) {
      if (leased.length >= step.maxEvents) break;
      if (readAvailableAt(entry) > now) continue;
      const isFirst = step.takesLongFirst && leased.length === 0;
      if (length + entry.event.json.length > step.maxLength && !isFirst) break;
      length += entry.event.json.length;
      entry.leasedUntil = now + leaseMs;
      leased.push({ ...entry.event });
    }
  }
  return leased;
}

function findDue(entries: Iterable<Entry>, now: number): Entry | undefined {
  for (const entry of entries) if (readAvailableAt(entry) <= now) return entry;
  return undefined;
}
