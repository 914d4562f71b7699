import type { Outbox } from '../outbox.js';
import type { Withdrawals } from '../withdrawals.js';
import type { FirstState } from './first-state.js';

/**
 * Creates the access to the withdrawals of both outboxes. Those of the second are copied to the first by the hand-over.
 *
 * @param onSecondAdded called when the second has new ones
 */
export const createLayeredWithdrawals = (
  first: Outbox,
  second: Outbox,
  state: FirstState,
  onSecondAdded: () => void,
): Withdrawals => ({
  add: (withdrawals) =>
    state.runOrElse(
      () => first.withdrawals.add(withdrawals),
      async () => {
        await second.withdrawals.add(withdrawals);
        onSecondAdded();
      },
    ),
  find(visitor) {
    const times = [first, second].flatMap(({ withdrawals }) => withdrawals.find(visitor) ?? []);
    return times.length > 0 ? Math.max(...times) : undefined;
  },
  size: () => first.withdrawals.size() + second.withdrawals.size(),
  list: () => [...first.withdrawals.list(), ...second.withdrawals.list()],
});
