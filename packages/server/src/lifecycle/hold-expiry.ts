import type { Logger } from '../log/logger.js';
import type { Metrics } from '../monitoring/metrics.js';
import type { HeldEvents } from '../outbox/held-events.js';

export interface HoldExpiryOptions {
  held: Pick<HeldEvents, 'list' | 'end'>;
  /** Resolves when the outbox can be used. */
  opened(): Promise<void>;
  logger: Logger;
  metrics: Pick<Metrics, 'setAside'>;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
  /** Returns whether the clock can judge an age. */
  isClockTrusted(): Promise<boolean>;
}

const checkIntervalMs = 600_000;

/** Sets aside the events of holds that have expired: at the start, and every ten minutes. */
export function startHoldExpiry(options: HoldExpiryOptions): { close(): void } {
  const { held, opened, logger, metrics, now, isClockTrusted } = options;
  const expire = async (): Promise<void> => {
    await opened();
    let orders = 0;
    for await (const { id, until, events } of held.list()) {
      if (until > now()) continue;
      // Checked at the first expired hold: while the clock cannot be trusted, no hold expires.
      if (orders === 0 && !(await isClockTrusted())) return;
      const { status, changed } = await held.end(id, 'expired');
      if (status !== 'expired' || !changed) continue;
      orders++;
      for (const { pixelId } of events) metrics.setAside(pixelId, 'not-confirmed', 1);
    }
    if (orders === 0) return;
    logger.warn(
      { orders },
      'held orders were not confirmed in time and are set aside: twinbeam dead list prints them, dead replay sends them',
    );
  };
  // Another place logs that the outbox is unreachable. The next check tries again.
  const run = (): void => void expire().catch(() => undefined);
  const timer = setInterval(run, checkIntervalMs);
  timer.unref();
  run();
  return { close: () => clearInterval(timer) };
}
