import type { TwinbeamStats } from '../monitoring/twinbeam-stats.js';
import type { Outbox } from '../outbox/outbox.js';
import type { PixelDispatcher } from './pixel-dispatchers.js';

interface StatsReadingOptions {
  outbox: Pick<Outbox, 'stats'>;
  dispatchers: readonly PixelDispatcher[];
  /** The clock, in milliseconds since 1970. */
  now: () => number;
}

/** Creates a function that reads the stats of an instance: the counts of its outbox, and the paused pixels. */
export function createStatsReading({ outbox, dispatchers, now }: StatsReadingOptions): () => Promise<TwinbeamStats> {
  return async () => {
    const stats = await outbox.stats();
    const age = stats.oldest === undefined ? {} : { oldestAgeMs: Math.max(0, now() - stats.oldest) };
    return { ...stats, ...age, paused: readPaused(dispatchers) };
  };
}

/** Returns the pixels that are paused, each with the reason. */
function readPaused(dispatchers: readonly PixelDispatcher[]): Record<string, string> {
  const paused: Record<string, string> = {};
  for (const dispatcher of dispatchers) {
    const reason = dispatcher.paused();
    if (reason !== undefined) paused[dispatcher.pixelId] = reason;
  }
  return paused;
}
