import type { Logger } from '../log/logger.js';
import type { Metrics } from '../monitoring/metrics.js';
import { startNotifier } from '../monitoring/notifier.js';
import type { TwinbeamStats } from '../monitoring/twinbeam-stats.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import type { Outbox } from '../outbox/outbox.js';
import { startDeadLetterExpiry } from './dead-letter-expiry.js';
import { startHoldExpiry } from './hold-expiry.js';

export interface HousekeepingTools {
  outbox: Outbox;
  opened(): Promise<void>;
  readStats(): Promise<TwinbeamStats>;
  /** Returns whether the clock is accurate enough to judge what has expired. */
  isClockTrusted(): Promise<boolean>;
  logger: Logger;
  metrics: Metrics;
}

/**
 * Starts the background tasks besides sending: the expiry of dead letters and holds, and the webhook. They run only in
 * the process that sends.
 */
export function startHousekeeping(
  { dispatch, deadLetters, notify, now }: ResolvedOptions,
  { outbox, readStats, ...tools }: HousekeepingTools,
): { close(): void } {
  if (!dispatch) return { close: () => undefined };
  const { logger, metrics } = tools;
  const shared = { ...tools, now };
  const tasks = [
    startDeadLetterExpiry({ ...shared, deadLetters: outbox.deadLetters, maxAgeMs: deadLetters.maxAge }),
    startHoldExpiry({ ...shared, held: outbox.held }),
    ...(notify ? [startNotifier({ ...notify, outbox, readStats, readSent: metrics.sentCount, logger, now })] : []),
  ];
  return {
    close() {
      for (const task of tasks) task.close();
    },
  };
}
