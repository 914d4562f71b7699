import { dropOldest } from '../base/drop-oldest.js';
import type { SteadyClock } from './steady-clock.js';
import { maxWithdrawals, type Withdrawals, withdrawalMemoryMs } from './withdrawals.js';

/** Creates the withdrawals that this process knows, in its memory. */
export function createKnownWithdrawals(
  { fromSystem, toSystem, now }: Pick<SteadyClock, 'fromSystem' | 'toSystem' | 'now'>,
  maxCount = maxWithdrawals,
): Withdrawals {
  const times = new Map<string, number>();
  const dropOld = (): void => {
    dropOldest(times, maxCount);
    for (const [visitor, at] of times) {
      if (at > now() - withdrawalMemoryMs) return;
      times.delete(visitor);
    }
  };
  return {
    async add(withdrawals) {
      for (const { visitor, at } of withdrawals) {
        // Deleted first, so that the newest is the last.
        times.delete(visitor);
        times.set(visitor, fromSystem(at));
      }
      dropOld();
    },
    find(visitor) {
      const at = times.get(visitor);
      return at === undefined || at <= now() - withdrawalMemoryMs ? undefined : toSystem(at);
    },
    size: () => times.size,
    list: () => [...times].map(([visitor, at]) => ({ visitor, at: toSystem(at) })),
  };
}
