import { toFields } from '@twinbeam/shared';
import { parseJson } from '../base/parse-json.js';
import type { StoredEvent } from '../outbox/outbox.js';
import { toIds } from '../outbox/to-ids.js';
import { toWithdrawnVisitor } from '../outbox/withdrawals.js';
import type { LaneContext } from './lane-context.js';

const reason = 'The visitor has withdrawn consent since: it is not sent.';

/**
 * Time after a withdrawal within which events are withdrawn too, in milliseconds: they were on their way, or the clocks
 * of hosts differ. A visitor who consents again has a new browser id.
 */
const graceMs = 10_000;

/** Removes the events of visitors who have withdrawn consent since the events happened. Returns the others. */
export async function removeWithdrawn(context: LaneContext, events: StoredEvent[]): Promise<StoredEvent[]> {
  const { pixelId, outbox, logger, metrics, eventLog } = context;
  if (outbox.withdrawals.size() === 0) return events;
  const withdrawn = new Set(events.filter((event) => isWithdrawn(context, event)));
  if (withdrawn.size === 0) return events;
  const removed = [...withdrawn];
  // As after sending: a copy that is put again is a duplicate.
  await outbox.confirm(toIds(removed));
  metrics.withdrawn(pixelId, removed.length);
  eventLog?.withdrawn(removed, reason);
  logger.info({ pixelId, events: removed.length }, 'events removed: their visitors have withdrawn consent');
  return events.filter((event) => !withdrawn.has(event));
}

function isWithdrawn({ outbox }: LaneContext, { json, storedAt }: StoredEvent): boolean {
  const findTime = (fbp: unknown): number | undefined =>
    typeof fbp === 'string' ? outbox.withdrawals.find(toWithdrawnVisitor(fbp)) : undefined;
  // To parse every event would cost more than to send it.
  const browserIds = [...json.matchAll(/"fbp":"([^"]+)"/g)].map(([, fbp]) => fbp);
  if (browserIds.every((fbp) => findTime(fbp) === undefined)) return false;
  const { event_time, user_data } = toFields(parseJson(json));
  const at = findTime(toFields(user_data).fbp);
  if (at === undefined) return false;
  // An order that was held, and a dead letter that is replayed, are stored later than they happened.
  const happenedAt = typeof event_time === 'number' ? event_time * 1_000 : storedAt;
  return Math.min(happenedAt, storedAt) <= at + graceMs;
}
