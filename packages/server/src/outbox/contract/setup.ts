import type { Outbox } from '../outbox.js';

/**
 * How the tests open the engine to test, and what it supports.
 *
 * @example
 * const setup: ContractSetup = { create: () => createRedisOutbox({ prefix: randomUUID() }), realTime: true };
 */
export interface ContractSetup {
  /** Opens an empty outbox, on the clock of the test if the engine accepts a clock. */
  create(now: () => number): Promise<Outbox> | Outbox;
  /** Opens the outbox that `create` opened last, after it was closed. For durable engines. */
  reopen?(now: () => number): Promise<Outbox> | Outbox;
  /**
   * Opens the outbox that `create` opened last a second time, while it is open. For engines that several processes
   * share.
   */
  share?(now: () => number): Promise<Outbox> | Outbox;
  /** Opens an empty outbox with these bounds. For engines that have bounds of their own. */
  createBounded?(bounds: ContractBounds, now: () => number): Promise<Outbox> | Outbox;
  /** For engines with a clock of their own: the tests wait for real time to pass. */
  realTime?: boolean;
  /** For engines that return the oldest events first even after an outage, because they keep the order of a stream. */
  oldestFirst?: boolean;
}

/**
 * Bounds of an outbox to test. The tests do not reach a bound that is left out.
 *
 * @example
 * const bounds: ContractBounds = { maxPending: 4, pageShare: 0.75 };
 */
export interface ContractBounds {
  /** Events that may be pending or quarantined. */
  maxPending?: number;
  /** Bytes that these events and the dead letters may use. */
  maxBytes?: number;
  /** Share of both that events of pages may fill. */
  pageShare: number;
}
