import type { StoredEvent } from '../outbox/outbox.js';
import { toIds } from '../outbox/to-ids.js';
import { createBatchLease } from './batch-lease.js';
import { selectCountedOnce } from './counted-once.js';
import { finishBatch } from './finish-batch.js';
import type { LaneContext } from './lane-context.js';
import { lanePlans } from './lane-plans.js';
import { removeWithdrawn } from './remove-withdrawn.js';
import { resendMissing } from './resend-missing.js';
import { type BatchOutcome, sendBatch } from './send-batch.js';
import { isFreshOfServer } from './server-refusals.js';
import { setAsideExpired, setAsideUncounted } from './set-aside.js';
import { giveBack, type TakenBatch } from './take-batch.js';

/** Sends a batch that was taken, and confirms, gives back or sets aside each of its events. */
export async function sendTaken(context: LaneContext, { events: taken, takenAt }: TakenBatch): Promise<void> {
  try {
    const events = await setAsideExpired(context, await removeWithdrawn(context, taken));
    if (events.length === 0) return;
    const attempt = await context.rateControl.startAttempt();
    await finishBatch(context, attempt, await sendEvents(context, events, takenAt));
  } catch (error) {
    // The outbox failed, not Meta: the events need not wait until the lease expires.
    await giveBack(context, taken);
    throw error;
  }
}

function sendEvents(context: LaneContext, events: StoredEvent[], takenAt: number): Promise<BatchOutcome> {
  const { pixelId, lane, outbox, graph, metrics, leaseMs, rateControl, batchSize, signal, now } = context;
  const { responseTimeout, repeatCounts, eventLog } = context;
  const lease = createBatchLease(outbox, events, leaseMs, takenAt);
  return sendBatch(events, {
    graph,
    signal,
    maxRefusals: lanePlans[lane].maxRefusals,
    keepLease: lease.keep,
    readTimeoutMs: responseTimeout.currentMs,
    async onDelivered(delivered, receipt, ms) {
      // Counted before the events leave the outbox, because somebody who finds it empty may read the counters next.
      metrics.request(pixelId, 'sent', ms);
      const isShort = receipt.received < delivered.length;
      const done = isShort ? await resendMissing(context, delivered, receipt) : delivered;
      metrics.sent(pixelId, done.length);
      eventLog?.delivered(done, { ...receipt, sent: delivered.length }, ms);
      for (const { storedAt } of done) metrics.delivered(pixelId, now() - storedAt);
      await outbox.confirm(toIds(done));
      lease.remove(delivered);
      repeatCounts.remove(done);
      batchSize.grow();
      responseTimeout.shorten(ms);
      context.serverRefusals.noteAccepted(delivered.filter(isFreshOfServer).length);
      await rateControl.succeeded(receipt.usage);
    },
    async onFailed(part, error, ms) {
      const { policy, traceId } = error;
      metrics.request(pixelId, policy.kind, ms);
      eventLog?.failed(part, error, ms);
      const isTooSlow = policy.extendTimeout && !responseTimeout.extend(ms);
      if (policy.shrinkBatch || isTooSlow) batchSize.shrink(part.length);
      if (!policy.onlyCountedOnce) return part;
      metrics.missing(pixelId, part.length);
      const { once, twice } = selectCountedOnce(part, now());
      await setAsideUncounted(context, twice, { sent: part.length, received: 0, traceId });
      lease.remove(twice);
      return once;
    },
  });
}
