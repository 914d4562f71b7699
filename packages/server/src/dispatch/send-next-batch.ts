import type { StoredEvent } from '../outbox/outbox.js';
import { createBatchLease } from './batch-lease.js';
import { lanePlans, maxEventsWhileRefused } from './lane-plans.js';
import { type BatchOutcome, sendBatch } from './send-batch.js';
import { type Sender, toIds } from './sender.js';
import { isFreshOfServer } from './server-refusals.js';
import { setAsideExpired } from './set-aside.js';
import { settleBatch } from './settle-batch.js';

/** A request's size in characters: a larger one would not get through in time. */
const maxBatchLength = 1_000_000;

/** Takes a batch of a lane, sends it, and settles each of its events. */
export async function sendNextBatch(sender: Sender): Promise<void> {
  const { pixelId, lane, outbox, leaseMs, rateControl, now } = sender;
  const takenAt = performance.now();
  const taken = await outbox.take(pixelId, toMaxEvents(sender), leaseMs, { lane, maxLength: maxBatchLength });
  if (taken.length === 0) return;
  const giveBack = (): Promise<void> => outbox.postpone(toIds(taken), now(), { untried: true });
  // Another dispatcher may have learnt meanwhile that nothing is to be sent.
  if (rateControl.remainingMs() > 0) return giveBack();
  try {
    const events = await setAsideExpired(sender, taken);
    if (events.length === 0) return;
    const attempt = await rateControl.startAttempt();
    await settleBatch(sender, attempt, await sendEvents(sender, events, takenAt));
  } catch (error) {
    // A failure of the outbox, not of Meta: the events need not wait until the lease runs out.
    await giveBack();
    throw error;
  }
}

function toMaxEvents({ lane, batchSize, serverRefusals }: Sender): number {
  const { maxEvents } = lanePlans[lane];
  const events = Math.min(batchSize.current(), maxEvents);
  return serverRefusals.areMany() ? Math.min(events, maxEventsWhileRefused) : events;
}

function sendEvents(sender: Sender, events: StoredEvent[], takenAt: number): Promise<BatchOutcome> {
  const { pixelId, lane, outbox, graph, logger, metrics, leaseMs, rateControl, batchSize, signal } = sender;
  const lease = createBatchLease(outbox, events, leaseMs, takenAt);
  return sendBatch(events, {
    graph,
    signal,
    maxRefusals: lanePlans[lane].maxRefusals,
    keepLease: lease.keep,
    async onDelivered(delivered, { received, traceId, usage }, ms) {
      const sent = delivered.length;
      // Counted first: whoever sees an empty outbox may read the counters next.
      metrics.request(pixelId, 'sent', ms);
      metrics.sent(pixelId, sent);
      await outbox.confirm(toIds(delivered));
      lease.remove(delivered);
      batchSize.grow();
      sender.serverRefusals.noteAccepted(delivered.filter(isFreshOfServer).length);
      if (received < sent) logger.warn({ pixelId, sent, received, traceId }, 'Meta received fewer');
      await rateControl.succeeded(usage);
    },
    onFailed(part, { policy }, ms) {
      metrics.request(pixelId, policy.kind, ms);
      if (policy.shrinkBatch) batchSize.shrink(part.length);
    },
  });
}
