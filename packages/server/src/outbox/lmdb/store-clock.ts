import { createSteadyClock, type SteadyClock } from '../steady-clock.js';
import type { Tables } from './schema.js';

/** The clock of a store, in which its due times and leases are written. It continues across restarts. */
export interface StoreClock extends SteadyClock {
  /** Stores the time of the clock with the next commit, at most once a second. */
  save(): void;
}

/** Keys in `meta`. */
const timeKey = 'clock-time';
const offsetKey = 'clock-offset';
const saveMs = 1_000;

/**
 * Opens the clock of a store. If the system clock was set back while no process ran, the clock continues from its last
 * time.
 */
export function openStoreClock({ meta }: Tables, now: () => number): StoreClock {
  const clock = createSteadyClock({
    now,
    offsetMs: meta.get(offsetKey) ?? 0,
    startsAt: meta.get(timeKey) ?? Number.NEGATIVE_INFINITY,
  });
  let savedAt = Number.NEGATIVE_INFINITY;
  let savedOffsetMs = Number.NaN;

  return {
    ...clock,
    save() {
      const time = clock.now();
      if (performance.now() - savedAt < saveMs && clock.offsetMs() === savedOffsetMs) return;
      savedAt = performance.now();
      savedOffsetMs = clock.offsetMs();
      // If this fails, the events of the same commit fail too, and report it.
      meta.put(timeKey, time).catch(() => undefined);
      meta.put(offsetKey, savedOffsetMs).catch(() => undefined);
    },
  };
}
