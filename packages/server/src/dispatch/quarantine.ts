import type { FailureReason } from '../outbox/outbox.js';
import type { LaneContext } from './lane-context.js';
import type { RefusedEvent } from './send-batch.js';
import { setAsideRefused } from './set-aside.js';

const minute = 60_000;
/** Waiting time after each refusal of an event; after the last refusal it is set aside. */
const retryDelaysMs = [minute, 10 * minute, 60 * minute];

/** Quarantines events that Graph refused or, after their last attempt, sets them aside. */
export async function quarantineRefused(context: LaneContext, refused: readonly RefusedEvent[]): Promise<void> {
  const results = await Promise.all(refused.map((one) => quarantineEvent(context, one)));
  const postponed = refused.filter((_one, index) => results[index] === 'postponed');
  const [first] = postponed;
  if (!first) return;
  const { eventId, name } = first.event;
  const data = { pixelId: context.pixelId, events: postponed.length, eventId, name, error: first.error.message };
  context.logger.warn(data, 'events refused: they are tried again alone, later');
}

async function quarantineEvent(
  context: LaneContext,
  { event, error }: RefusedEvent,
): Promise<'postponed' | 'set-aside'> {
  const { pixelId, outbox, metrics, eventLog, now } = context;
  const { refusals = 0 } = event;
  const delayMs = retryDelaysMs[refusals];
  const { message: reason, code, subcode, traceId } = error;
  const refusal: FailureReason = { reason, code, subcode, traceId, lastTriedAt: now() };
  if (delayMs === undefined) {
    await setAsideRefused(context, event, refusal);
    return 'set-aside';
  }
  await outbox.postpone([event.id], now() + delayMs, { lane: 'quarantine', refusal });
  metrics.quarantined(pixelId, 1);
  eventLog?.refused(event, refusal, false);
  return 'postponed';
}
