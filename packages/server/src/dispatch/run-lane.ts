import { describeThrown } from '../log/describe-thrown.js';
import { OutboxError } from '../outbox/outbox.js';
import type { InterruptibleSleep } from './interruptible-sleep.js';
import type { LaneContext } from './lane-context.js';
import { lanePlans } from './lane-plans.js';
import type { SendSlots } from './send-slots.js';
import { sendTaken } from './send-taken.js';
import { createEmptyBatch, giveBack, type TakenBatch, takeBatch } from './take-batch.js';

export interface LaneTools {
  slots: SendSlots;
  pauseSleep: InterruptibleSleep;
  /** Aborted when no more events are to be taken. */
  stopping: AbortSignal;
}

/** Interval at which the lane checks whether another dispatcher has ended a pause, in milliseconds. */
const pausePollMs = 250;

/**
 * Sends the events of a lane in order of due time, until it is stopped. While a request is in flight, another one is
 * sent only if its batch is full. A smaller batch waits for the response, so that few events make few requests.
 */
export async function runLane(context: LaneContext, { slots, pauseSleep, stopping }: LaneTools): Promise<void> {
  const { pixelId, lane, outbox, rateControl, logger } = context;
  const { isParallel, intervalMs } = lanePlans[lane];
  const inFlight = new Set<Promise<void>>();
  const allEnded = async (): Promise<void> => void (await Promise.all(inFlight));
  let isClosed = false;
  let wasFull = false;
  let hasFailed = false;
  /** Ends the wait for a due event, because engines do not report events that were given back. */
  let waiting = new AbortController();
  stopping.addEventListener('abort', () => waiting.abort());

  const noteError = (error: unknown): void => {
    // A closed outbox has nothing more to send.
    if (error instanceof OutboxError && error.code === 'closed') isClosed = true;
    else {
      logger.error({ pixelId, ...describeFailure(error) }, 'the outbox failed; trying again');
      rateControl.backOffFromOutbox();
      hasFailed = true;
    }
  };
  /** Called after a failure, when events could be taken. If the outbox takes no event yet, a batch that is sent tells. */
  const noteRecovery = async (): Promise<void> => {
    hasFailed = false;
    await outbox.checkWritable().then(rateControl.outboxWorks, () => undefined);
  };
  const isWanted = (): boolean => !stopping.aborted && rateControl.remainingMs() === 0;
  const send = (batch: TakenBatch, release: () => void): void => {
    const sending = sendTaken(context, batch)
      .then(rateControl.outboxWorks, noteError)
      .finally(() => {
        inFlight.delete(sending);
        release();
        waiting.abort();
      });
    inFlight.add(sending);
  };
  const sendNext = async (): Promise<void> => {
    if (!wasFull) await allEnded();
    waiting = new AbortController();
    if (stopping.aborted) return;
    // After a full batch more events are probably due, and checking costs as much as taking them.
    if (!wasFull && !hasFailed) await outbox.waitForDue(pixelId, waiting.signal, lane);
    if (waiting.signal.aborted) return;
    const ahead = wasFull && isWanted() ? await takeBatch(context, createEmptyBatch()) : createEmptyBatch();
    if (!ahead.isFull) await allEnded();
    const release = await slots.acquire(lane);
    let batch = ahead;
    try {
      if (isWanted()) batch = await takeBatch(context, ahead);
    } catch (error) {
      release();
      // Events that cannot be given back become due when their lease expires.
      await giveBack(context, ahead.events).catch(() => undefined);
      throw error;
    }
    wasFull = batch.isFull && isParallel;
    // Another dispatcher may have started a pause meanwhile.
    if (batch.events.length > 0 && isWanted()) return send(batch, release);
    release();
    await giveBack(context, batch.events);
  };

  while (!stopping.aborted && !isClosed) {
    try {
      const remainingMs = rateControl.remainingMs();
      if (remainingMs > 0) {
        await pauseSleep.sleep(Math.min(remainingMs, pausePollMs));
        continue;
      }
      const isRetry = hasFailed;
      await sendNext();
      if (isRetry && !stopping.aborted) await noteRecovery();
      if (intervalMs === 0) continue;
      await allEnded();
      // `stop` only wakes a sleep that has begun.
      if (!stopping.aborted) await pauseSleep.sleep(intervalMs);
    } catch (error) {
      noteError(error);
    }
  }
  await allEnded();
}

/** The texts of `OutboxError` are our own; any other error of an engine may quote an event. */
const describeFailure = (error: unknown): object =>
  error instanceof OutboxError ? { error: error.message } : describeThrown(error);
