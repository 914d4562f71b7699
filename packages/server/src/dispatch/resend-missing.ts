import type { GraphReceipt } from '../graph/client.js';
import type { StoredEvent } from '../outbox/outbox.js';
import { toIds } from '../outbox/to-ids.js';
import { selectCountedOnce } from './counted-once.js';
import type { LaneContext } from './lane-context.js';
import { setAsideUncounted } from './set-aside.js';

/** Waiting time before each repetition, in milliseconds; after the last repetition the events count as received. */
const repeatDelaysMs = [1_000, 5_000];

/**
 * Meta has received fewer events of a request than were sent, and does not say which. Sends each of them again, twice at
 * most, and sets aside those of which Meta would count a second copy. Returns the events that are done.
 */
export async function resendMissing(
  context: LaneContext,
  events: StoredEvent[],
  { received, traceId }: GraphReceipt,
): Promise<StoredEvent[]> {
  const { pixelId, outbox, logger, metrics, repeatCounts, now } = context;
  const { once, twice } = selectCountedOnce(events, now());
  const done: StoredEvent[] = [];
  const repeated = repeatDelaysMs.map((): StoredEvent[] => []);
  for (const event of once) (repeated[repeatCounts.next(event)] ?? done).push(event);
  const sentAgain = repeated.flat().length;
  const data = { pixelId, sent: events.length, received, traceId, sentAgain, setAside: twice.length };
  metrics.missing(pixelId, events.length - received);
  const text = sentAgain > 0 ? 'events are sent again with the same ids' : 'the events count as received';
  logger.warn(data, `Meta received fewer than were sent: ${text}`);
  await setAsideUncounted(context, twice, { received, sent: events.length, traceId });
  for (const [index, delayMs] of repeatDelaysMs.entries()) {
    const again = repeated[index] ?? [];
    if (again.length === 0) continue;
    metrics.retried(pixelId, again.length);
    await outbox.postpone(toIds(again), now() + delayMs);
  }
  return done;
}
