import { type Lane, lanes } from '../outbox/lanes.js';
import { OutboxError } from '../outbox/outbox.js';
import { createBatchSize } from './batch-size.js';
import { createInterruptibleSleep, type InterruptibleSleep } from './interruptible-sleep.js';
import { lanePlans } from './lane-plans.js';
import { createRepeatCounts } from './missing-events.js';
import { createRateControl } from './rate-control.js';
import { createResponseTimeout } from './response-timeout.js';
import { sendNextBatch } from './send-next-batch.js';
import { createSendSlots } from './send-slots.js';
import type { Sender } from './sender.js';
import { createServerRefusals } from './server-refusals.js';

/**
 * Sends the events of one pixel in batches that grow by themselves under load: one request of each lane at a time, and
 * one alone while requests fail.
 */
export interface Dispatcher {
  /** Takes no more events; gives a request in flight `timeoutMs` to end, and gives back what it could not send. */
  stop(timeoutMs: number): Promise<void>;
  /** Returns why the pixel is paused, if it is. */
  paused(): string | undefined;
  /** Tries again at once: the cause of a pause is corrected. */
  retry(): void;
}

export interface DispatcherOptions
  extends Pick<Sender, 'pixelId' | 'outbox' | 'graph' | 'logger' | 'metrics' | 'now' | 'leaseMs'> {
  random: () => number;
  /** Time limit for Meta's response, in milliseconds; it grows while Meta is slow. */
  timeoutMs: number;
  /** Lease of the events in milliseconds; renewed while they are sent. */
  leaseMs: number;
}

/** Interval in milliseconds at which to look whether another dispatcher has ended a pause. */
const pausePollMs = 250;

export function createDispatcher({ random, timeoutMs, ...options }: DispatcherOptions): Dispatcher {
  const { pixelId, outbox, logger, now, leaseMs } = options;
  const requests = new AbortController();
  const stopping = new AbortController();
  const rateControl = createRateControl({ pixelId, pauses: outbox.pauses, logger, now, random });
  const slots = createSendSlots(() => (rateControl.isFailing() ? 1 : lanes.length));
  const serverRefusals = createServerRefusals(random);
  const batchSize = createBatchSize();
  const responseTimeout = createResponseTimeout({ pixelId, logger, timeoutMs, leaseMs });
  const repeatCounts = createRepeatCounts();
  const shared = { rateControl, serverRefusals, batchSize, responseTimeout, repeatCounts, signal: requests.signal };
  const pauseSleeps: InterruptibleSleep[] = [];

  const runLane = async (lane: Lane): Promise<void> => {
    const sender: Sender = { ...options, ...shared, lane };
    const pauseSleep = createInterruptibleSleep();
    pauseSleeps.push(pauseSleep);
    while (!stopping.signal.aborted) {
      try {
        const remainingMs = rateControl.remainingMs();
        if (remainingMs > 0) await pauseSleep.sleep(Math.min(remainingMs, pausePollMs));
        else {
          await outbox.waitForDue(pixelId, stopping.signal, lane);
          await sendInTurn(sender);
          if (lanePlans[lane].intervalMs > 0) await pauseSleep.sleep(lanePlans[lane].intervalMs);
        }
      } catch (error) {
        // Whoever has closed it wants nothing sent any more.
        if (error instanceof OutboxError && error.code === 'closed') return;
        logger.error({ pixelId, error: toText(error) }, 'the outbox failed; trying again');
        rateControl.backOffFromOutbox();
      }
    }
  };
  const sendInTurn = async (sender: Sender): Promise<void> => {
    const release = await slots.acquire(sender.lane);
    try {
      if (!stopping.signal.aborted && rateControl.remainingMs() === 0) await sendNextBatch(sender);
    } finally {
      release();
    }
  };
  const wakeAll = (): void => {
    for (const { wake } of pauseSleeps) wake();
  };
  const running = Promise.all(lanes.map(runLane));

  return {
    async stop(timeoutMs) {
      stopping.abort();
      wakeAll();
      const timer = setTimeout(() => requests.abort(), timeoutMs);
      await running;
      clearTimeout(timer);
    },
    paused: rateControl.pauseReason,
    retry() {
      void rateControl.reset().then(wakeAll);
    },
  };
}

const toText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
