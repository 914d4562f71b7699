import { hash } from 'node:crypto';

/**
 * A visitor's withdrawal of consent.
 *
 * @example
 * const withdrawal: Withdrawal = { visitor: '0f4a1c0de5b7493e8a6d2b9c1e3f5a70', at: Date.now() };
 */
export interface Withdrawal {
  /** A hash of the browser id (`fbp`) of the visitor. */
  visitor: string;
  /** When the visitor has withdrawn consent, in milliseconds since 1970. */
  at: number;
}

/**
 * The visitors who have withdrawn consent lately, shared by all dispatchers of an outbox: what was accepted from them
 * before, and still waits, is not sent. A withdrawal is known for seven days, after which Meta would refuse the events,
 * and the newest 50,000 are known.
 *
 * @example
 * await outbox.withdrawals.add({ visitor, at: Date.now() });
 */
export interface Withdrawals {
  /**
   * Adds withdrawals, or replaces earlier ones of the same visitors. When it resolves they are stored as durably as an
   * event, and other dispatchers see them, or soon will.
   */
  add(withdrawals: readonly Withdrawal[]): Promise<void>;
  /** Returns when a visitor has withdrawn consent, in milliseconds since 1970; undefined if none is known. */
  find(visitor: string): number | undefined;
  /** Returns how many are known; some may be older than seven days. */
  size(): number;
  /** Returns all of them, so that another outbox can have them too. */
  list(): Withdrawal[];
}

/** How long a withdrawal is known: as long as Meta accepts an event of a page. */
export const withdrawalMemoryMs = 7 * 24 * 3_600_000;

/** How many withdrawals are known. */
export const maxWithdrawals = 50_000;

/**
 * Returns the hash by which a visitor's withdrawal is stored. The appendix that Meta's Parameter Builder adds to a
 * browser id makes no difference.
 */
export const toWithdrawnVisitor = (fbp: string): string =>
  hash('sha256', `withdrawn ${fbp.split('.', 4).join('.')}`, 'hex').slice(0, 32);
