import { lanes } from '../outbox/lanes.js';
import { createBatchSize } from './batch-size.js';
import { createInterruptibleSleep, type InterruptibleSleep } from './interruptible-sleep.js';
import type { LaneContext } from './lane-context.js';
import { maxRequestsInFlight } from './lane-plans.js';
import { createRateControl } from './rate-control.js';
import { createRepeatCounts } from './repeat-counts.js';
import { createResponseTimeout } from './response-timeout.js';
import { runLane } from './run-lane.js';
import { createSendSlots } from './send-slots.js';
import { createServerRefusals } from './server-refusals.js';

/**
 * Sends the events of one pixel in batches, which grow under load: up to four requests at a time, but one at a time
 * while requests fail.
 */
export interface Dispatcher {
  /** Stops taking events, gives requests in flight `timeoutMs` to end, and gives unsent events back. */
  stop(timeoutMs: number): Promise<void>;
  /** Returns why the pixel is paused, if it is. */
  paused(): string | undefined;
  /** Tries again at once, because the cause of a pause was corrected. */
  retry(): void;
}

export interface DispatcherOptions
  extends Pick<LaneContext, 'pixelId' | 'outbox' | 'graph' | 'logger' | 'metrics' | 'eventLog' | 'now' | 'clockCheck'> {
  random: () => number;
  /** Returns a short hash of the current token; undefined if it is not known before the first request. */
  readTokenHash(): string | undefined;
  /** Time limit for Meta's response, in milliseconds; it grows while Meta is slow. */
  timeoutMs: number;
  /** Lease of the events, in milliseconds; renewed while they are sent. */
  leaseMs: number;
}

export function createDispatcher({ random, readTokenHash, timeoutMs, ...options }: DispatcherOptions): Dispatcher {
  const { pixelId, outbox, logger, now, leaseMs } = options;
  const requests = new AbortController();
  const stopping = new AbortController();
  const rateControl = createRateControl({ pixelId, pauses: outbox.pauses, logger, now, random, readTokenHash });
  const slots = createSendSlots(() => (rateControl.isFailing() ? 1 : maxRequestsInFlight));
  const serverRefusals = createServerRefusals(random);
  const batchSize = createBatchSize();
  const responseTimeout = createResponseTimeout({ pixelId, logger, timeoutMs, leaseMs });
  const repeatCounts = createRepeatCounts();
  const shared = { rateControl, serverRefusals, batchSize, responseTimeout, repeatCounts, signal: requests.signal };
  const pauseSleeps: InterruptibleSleep[] = [];

  const wakeAll = (): void => {
    for (const { wake } of pauseSleeps) wake();
  };
  const running = Promise.all(
    lanes.map((lane) => {
      const pauseSleep = createInterruptibleSleep();
      pauseSleeps.push(pauseSleep);
      return runLane({ ...options, ...shared, lane }, { slots, pauseSleep, stopping: stopping.signal });
    }),
  );

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
