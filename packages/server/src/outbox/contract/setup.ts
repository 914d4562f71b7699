import type { Outbox } from '../outbox.js';

/**
 * Engine to test, as the tests need it.
 *
 * @example
 * const setup: ContractSetup = { create: () => createRedisOutbox({ prefix: randomUUID() }), realTime: true };
 */
export interface ContractSetup {
  /** Opens an empty outbox; on the test's clock, if the engine takes one. */
  create(now: () => number): Promise<Outbox> | Outbox;
  /** Opens the outbox that `create` opened last, after it was closed. For durable engines. */
  reopen?(now: () => number): Promise<Outbox> | Outbox;
  /** Opens the outbox that `create` opened last once more, beside it. For engines that several processes share. */
  share?(now: () => number): Promise<Outbox> | Outbox;
  /** Opens an empty outbox with these bounds. For engines that have bounds of their own. */
  createBounded?(bounds: ContractBounds, now: () => number): Promise<Outbox> | Outbox;
  /** For engines with a clock of their own: the tests wait by the real one. */
  realTime?: boolean;
  /** For engines that give the oldest first even after an outage, because their order is that of a stream. */
  oldestFirst?: boolean;
}

/**
 * Bounds of an outbox to test; those that are left out are none that the tests reach.
 *
 * @example
 * const bounds: ContractBounds = { maxPending: 4, pageShare: 0.75 };
 */
export interface ContractBounds {
  /** Events that may be pending or quarantined. */
  maxPending?: number;
  /** Bytes that these and the dead letters may use. */
  maxBytes?: number;
  /** Share of both that events of pages may fill. */
  pageShare: number;
}
