import { toFailureText } from '../graph/explain-graph-error.js';
import { toIds } from '../outbox/to-ids.js';
import type { LaneContext } from './lane-context.js';
import { quarantineRefused } from './quarantine.js';
import type { Attempt } from './rate-control.js';
import type { BatchOutcome, RefusedEvent } from './send-batch.js';
import { isFreshOfServer } from './server-refusals.js';
import { giveBack } from './take-batch.js';

/** Quarantines the events that Graph refused, and puts those to be sent again back into the outbox. */
export async function finishBatch(context: LaneContext, attempt: Attempt, outcome: BatchOutcome): Promise<void> {
  const { refused, unsent, failure } = outcome;
  await quarantineRefused(context, refused);
  slowDownIfMany(context, refused);
  const { pixelId, outbox, metrics, rateControl, signal, now } = context;
  if (failure?.policy.action === 'pause') {
    await rateControl.pause(attempt, toFailureText(failure, pixelId), failure.policy.logLevel);
    // The events stay due; the pause holds back the whole pixel.
    await giveBack(context, unsent);
  } else if (failure) {
    await rateControl.backOff(attempt, failure, unsent.length);
    metrics.retried(pixelId, unsent.length);
    await outbox.postpone(toIds(unsent), now() + rateControl.remainingMs());
  } else if (signal.aborted) {
    await giveBack(context, unsent);
  } else if (unsent.length > 0) {
    // Some of them are invalid: the search continues in a lane that does not hold up the others.
    await outbox.postpone(toIds(unsent), now(), { untried: true, lane: 'suspect' });
  }
}

/** Slows down if Graph refuses events of server code for different visitors. */
function slowDownIfMany({ rateControl, serverRefusals }: LaneContext, refused: readonly RefusedEvent[]): void {
  const fresh = refused.filter(({ event }) => isFreshOfServer(event));
  const [first] = fresh;
  if (!first) return;
  serverRefusals.noteRefused(fresh.map(({ event }) => event));
  const retryInMs = serverRefusals.nextWaitMs();
  if (retryInMs > 0) rateControl.slowDown(first.error, retryInMs);
}
