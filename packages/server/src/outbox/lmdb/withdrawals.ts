import { maxWithdrawals, type Withdrawals, withdrawalMemoryMs } from '../withdrawals.js';
import { countRows } from './schema.js';
import type { LmdbStore } from './store.js';

/** Rows that are checked for their age with each new row, so that the table does not grow far beyond the current ones. */
const sweepCount = 4;

/** Creates the withdrawals of a store, which its processes share: one row for each visitor, with the time. */
export function createLmdbWithdrawals(
  { tables, change, isOpen, clock }: Pick<LmdbStore, 'tables' | 'change' | 'isOpen' | 'clock'>,
  maxCount = maxWithdrawals,
): Withdrawals {
  const table = tables.withdrawals;
  let sweptTo: string | undefined;

  const isCurrent = (at: unknown): at is number => typeof at === 'number' && at > clock.now() - withdrawalMemoryMs;
  /** Removes those of the next rows that are too old and, if the table is full, at least the oldest of them. */
  const sweep = (isFull: boolean): void => {
    const readRows = (from: object) => [...table.getRange({ ...from, limit: sweepCount })];
    const next = sweptTo === undefined ? [] : readRows({ start: sweptTo, exclusiveStart: true });
    const rows = next.length > 0 ? next : readRows({});
    sweptTo = rows.at(-1)?.key;
    const oldest = Math.min(...rows.map(({ value }) => value));
    for (const { key, value } of rows) if (!isCurrent(value) || (isFull && value === oldest)) void table.remove(key);
  };

  return {
    add: (withdrawals) =>
      change(() => {
        const isFull = countRows(table) >= maxCount;
        for (const { visitor, at } of withdrawals) {
          sweep(isFull);
          void table.put(visitor, clock.fromSystem(at));
        }
      }),
    find(visitor) {
      // A dispatcher that is stopping may ask when the store is closed already.
      const at = isOpen() ? table.get(visitor) : undefined;
      return isCurrent(at) ? clock.toSystem(at) : undefined;
    },
    size: () => (isOpen() ? countRows(table) : 0),
    list() {
      const rows = isOpen() ? [...table.getRange()].filter(({ value }) => isCurrent(value)) : [];
      return rows.map(({ key, value }) => ({ visitor: key, at: clock.toSystem(value) }));
    },
  };
}
