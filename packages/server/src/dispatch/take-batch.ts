import type { StoredEvent } from '../outbox/outbox.js';
import { toIds } from '../outbox/to-ids.js';
import type { LaneContext } from './lane-context.js';
import { lanePlans, maxEventsWhileRefused } from './lane-plans.js';

/** Events that were taken together, to be sent in one request. */
export interface TakenBatch {
  events: StoredEvent[];
  /** When the first of the events were taken, from `performance.now()`. */
  takenAt: number;
  /** Whether the batch is so large that it does not wait for more events. */
  isFull: boolean;
}

/** Largest size of a request, in characters: a larger one would not get through in time. */
const maxBatchLength = 1_000_000;
/**
 * Size from which a batch is full. It is well below the limit, because among events of very different sizes the next
 * one often does not fit.
 */
const fullLength = maxBatchLength / 2;

/** Creates an empty batch. */
export const createEmptyBatch = (): TakenBatch => ({ events: [], takenAt: performance.now(), isFull: false });

/** Takes the next events of a lane, as many as fit into the batch together with those it already has. */
export async function takeBatch(context: LaneContext, ahead: TakenBatch): Promise<TakenBatch> {
  if (ahead.isFull) return ahead;
  const { pixelId, lane, outbox, leaseMs } = context;
  const takenAt = ahead.events.length > 0 ? ahead.takenAt : performance.now();
  const maxEvents = toMaxEvents(context);
  const free = maxEvents - ahead.events.length;
  if (free <= 0) return { ...ahead, isFull: true };
  const maxLength = maxBatchLength - readLength(ahead.events);
  const events = [...ahead.events, ...(await outbox.take(pixelId, free, leaseMs, { lane, maxLength }))];
  return { events, takenAt, isFull: events.length >= maxEvents || readLength(events) > fullLength };
}

/** Gives back events as if they had not been taken. */
export const giveBack = ({ outbox, now }: LaneContext, events: readonly StoredEvent[]): Promise<void> =>
  events.length === 0 ? Promise.resolve() : outbox.postpone(toIds(events), now(), { untried: true });

function toMaxEvents({ lane, batchSize, serverRefusals }: LaneContext): number {
  const { maxEvents } = lanePlans[lane];
  const events = Math.min(batchSize.current(), maxEvents);
  return serverRefusals.areMany() ? Math.min(events, maxEventsWhileRefused) : events;
}

const readLength = (events: readonly StoredEvent[]): number =>
  events.reduce((length, { json }) => length + json.length, 0);
