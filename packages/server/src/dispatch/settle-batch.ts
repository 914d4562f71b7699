import { quarantineRefused } from './quarantine.js';
import type { Attempt } from './rate-control.js';
import type { BatchOutcome } from './send-batch.js';
import { type Sender, toIds } from './sender.js';
import { isFreshOfServer } from './server-refusals.js';

/** Quarantines what Graph refuses, and gives back what is to be sent again. */
export async function settleBatch(sender: Sender, attempt: Attempt, outcome: BatchOutcome): Promise<void> {
  const { refused, unsent, failure } = outcome;
  await quarantineRefused(sender, refused);
  const { pixelId, outbox, metrics, rateControl, serverRefusals, signal, now } = sender;
  const [first] = refused.filter(({ event }) => isFreshOfServer(event));
  if (first) {
    serverRefusals.noteRefused(refused.map(({ event }) => event).filter(isFreshOfServer));
    const retryInMs = serverRefusals.nextWaitMs();
    if (retryInMs > 0) rateControl.slowDown(first.error, retryInMs);
  }
  if (unsent.length === 0 && !failure) return;
  const ids = toIds(unsent);
  if (!failure && !signal.aborted) {
    // Invalid ones are among them: the search goes on in a lane that holds up no other.
    await outbox.postpone(ids, now(), { untried: true, lane: 'suspect' });
  } else if (failure && (await isAttempt(sender, attempt, failure, ids.length))) {
    metrics.retried(pixelId, ids.length);
    await outbox.postpone(ids, now() + rateControl.remainingMs());
  } else {
    // The events of a paused pixel stay due: the pause stops them as a whole.
    await outbox.postpone(ids, now(), { untried: true });
  }
}

/** Backs off from a failure, or pauses the pixel. Returns whether the events count as tried. */
async function isAttempt(
  { rateControl }: Sender,
  attempt: Attempt,
  failure: NonNullable<BatchOutcome['failure']>,
  events: number,
): Promise<boolean> {
  const { policy, message } = failure;
  if (policy.action === 'pause') {
    await rateControl.pause(attempt, message, policy.logLevel);
    return false;
  }
  await rateControl.backOff(attempt, failure, events);
  return true;
}
