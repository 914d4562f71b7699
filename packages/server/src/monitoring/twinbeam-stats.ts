import type { OutboxStats } from '../outbox/outbox.js';

/**
 * The state of an instance and its outbox.
 *
 * @example
 * const { pending, oldestAgeMs = 0, paused }: TwinbeamStats = await twinbeam.stats();
 */
export interface TwinbeamStats extends OutboxStats {
  /** Age of the oldest pending event, in milliseconds. */
  oldestAgeMs?: number;
  /** The pixels to which nothing is sent at the moment, each with the reason. */
  paused: Record<string, string>;
}
