import { maxAgeDays } from '../mapping/max-event-age.js';
import type { FailureReason, StoredEvent } from '../outbox/outbox.js';
import { toIds } from '../outbox/to-ids.js';
import type { LaneContext } from './lane-context.js';

const { event: days, storeSale: storeSaleDays } = maxAgeDays;
const tooOld = `It grew too old while it waited: Meta accepts events of the last ${days} days (store sales: ${storeSaleDays}).`;

/** Sets aside the events that Meta would refuse as too old, if the clock can be trusted. Returns the others. */
export async function setAsideExpired(context: LaneContext, events: StoredEvent[]): Promise<StoredEvent[]> {
  const { pixelId, logger, metrics, graph, clockCheck, responseTimeout, signal, now } = context;
  const findExpired = (): StoredEvent[] => events.filter(({ expiresAt }) => expiresAt <= now());
  if (findExpired().length === 0) return events;
  // Meta refuses a request without events, but its response contains the time.
  const probe = () => graph.send([], { signal, timeoutMs: responseTimeout.currentMs() });
  if (!(await clockCheck.isTrusted(probe))) return events;
  const expired = findExpired();
  if (expired.length === 0) return events;
  await context.outbox.setAside(toIds(expired), { reason: tooOld });
  metrics.setAside(pixelId, 'too-old', expired.length);
  context.eventLog?.setAside(expired, tooOld);
  logger.warn({ pixelId, events: expired.length }, 'events set aside: too old');
  return events.filter((event) => !expired.includes(event));
}

/** Sets aside an event that Graph has refused too often. */
export async function setAsideRefused(context: LaneContext, event: StoredEvent, refusal: FailureReason): Promise<void> {
  const { pixelId, outbox, logger, metrics } = context;
  const { eventId, name } = event;
  await outbox.setAside([event.id], refusal);
  metrics.setAside(pixelId, 'refused', 1);
  context.eventLog?.refused(event, refusal, true);
  logger.warn({ pixelId, eventId, name, error: refusal.reason }, 'event set aside: refused');
}

/** Meta's response to a request of which it received fewer events than were sent. */
interface Shortfall {
  sent: number;
  received: number;
  traceId?: string | undefined;
}

/** Sets aside events that Meta may not have received, but of which it would count a second copy. */
export async function setAsideUncounted(
  context: LaneContext,
  events: StoredEvent[],
  { sent, received, traceId }: Shortfall,
): Promise<void> {
  if (events.length === 0) return;
  const { pixelId, logger, metrics, now } = context;
  const reason = `Meta received ${received} of the ${sent} events of its request, and would count a second copy of this one.`;
  await context.outbox.setAside(toIds(events), { reason, traceId, lastTriedAt: now() });
  metrics.setAside(pixelId, 'not-received', events.length);
  context.eventLog?.setAside(events, reason);
  logger.error({ pixelId, events: events.length, sent, received, traceId }, 'events set aside: Meta received fewer');
}
