import type { TwinbeamStats } from '../../monitoring/twinbeam-stats.js';
import type { Twinbeam } from '../../twinbeam.js';
import { wait } from '../wait.js';
import type { PauseCheck } from './pause-check.js';

const pollMs = 100;

/**
 * Waits until Meta has confirmed all pending events, or until the signal is aborted. Returns the last state. Throws
 * `CommandError` while a pixel is paused.
 */
export async function waitUntilSent(
  twinbeam: Pick<Twinbeam, 'stats'>,
  signal: AbortSignal,
  pauseCheck: PauseCheck,
  onWait: (pending: number) => void,
): Promise<TwinbeamStats> {
  for (;;) {
    const stats = await twinbeam.stats();
    if (stats.pending === 0 || signal.aborted) return stats;
    pauseCheck.observe(stats.paused);
    onWait(stats.pending);
    await wait(pollMs, signal);
  }
}
