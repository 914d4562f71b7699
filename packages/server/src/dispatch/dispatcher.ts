import { OutboxError } from '../outbox/outbox.js';
import { createBatchSize } from './batch-size.js';
import { createInterruptibleSleep } from './interruptible-sleep.js';
import { createRateControl } from './rate-control.js';
import { sendNextBatch } from './send-next-batch.js';
import type { Sender } from './sender.js';

/** Sends the events of one pixel, one request at a time, in batches that grow by themselves under load. */
export interface Dispatcher {
  /** Takes no more events; gives a request in flight `timeoutMs` to end, and gives back what it could not send. */
  stop(timeoutMs: number): Promise<void>;
  /** Returns why the pixel is paused, if it is. */
  paused(): string | undefined;
  /** Tries again at once: the cause of a pause is corrected. */
  retry(): void;
}

export interface DispatcherOptions extends Omit<Sender, 'rateControl' | 'batchSize' | 'signal'> {
  random: () => number;
  /** Lease of the events in milliseconds; renewed while they are sent. */
  leaseMs: number;
}

/** Interval in milliseconds at which to look whether another dispatcher has ended a pause. */
const pausePollMs = 250;

export function createDispatcher({ random, ...options }: DispatcherOptions): Dispatcher {
  const { pixelId, outbox, logger, now } = options;
  const requests = new AbortController();
  const stopping = new AbortController();
  const pauseSleep = createInterruptibleSleep();
  const rateControl = createRateControl({ pixelId, pauses: outbox.pauses, logger, now, random });
  const sender: Sender = { ...options, rateControl, batchSize: createBatchSize(), signal: requests.signal };

  const sendWhenDue = async (): Promise<void> => {
    const remainingMs = rateControl.remainingMs();
    if (remainingMs > 0) return pauseSleep.sleep(Math.min(remainingMs, pausePollMs));
    await outbox.waitForDue(pixelId, stopping.signal);
    if (!stopping.signal.aborted && rateControl.remainingMs() === 0) await sendNextBatch(sender);
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await sendWhenDue();
      } catch (error) {
        // Whoever has closed it wants nothing sent any more.
        if (error instanceof OutboxError && error.code === 'closed') return;
        logger.error({ pixelId, error: toText(error) }, 'the outbox failed; trying again');
        rateControl.backOffFromOutbox();
      }
    }
  };
  const running = run();

  return {
    async stop(timeoutMs) {
      stopping.abort();
      pauseSleep.wake();
      const timer = setTimeout(() => requests.abort(), timeoutMs);
      await running;
      clearTimeout(timer);
    },
    paused: rateControl.pauseReason,
    retry() {
      void rateControl.reset().then(pauseSleep.wake);
    },
  };
}

const toText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
