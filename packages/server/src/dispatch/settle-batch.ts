import type { BatchOutcome } from './send-batch.js';
import { type Sender, toIds } from './sender.js';
import { setAsideRefused } from './set-aside.js';

/** Sets aside what Meta refuses, and gives back what is to be sent again. */
export async function settleBatch(sender: Sender, attempt: number, outcome: BatchOutcome): Promise<void> {
  for (const refused of outcome.refused) await setAsideRefused(sender, refused);
  if (outcome.unsent.length === 0) return;
  const { pixelId, outbox, metrics, rateControl, now } = sender;
  const ids = toIds(outcome.unsent);
  if (await isAttempt(sender, attempt, outcome)) {
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
  attempt: number,
  { failure, isRefusedAlike, unsent }: BatchOutcome,
): Promise<boolean> {
  if (!failure) return false;
  const { policy, message } = failure;
  if (isRefusedAlike) {
    const reason = `Every event is refused alike, so the events are not the cause. ${message}`;
    await rateControl.pause(attempt, reason, 'error');
    return false;
  }
  if (policy.action === 'pause') {
    await rateControl.pause(attempt, message, policy.logLevel);
    return false;
  }
  await rateControl.backOff(failure, unsent.length);
  return true;
}
