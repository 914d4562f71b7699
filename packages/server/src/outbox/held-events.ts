import { hash } from 'node:crypto';
import type { DeadLetter } from './dead-letter.js';
import type { OutboxEvent, PutResult } from './outbox-event.js';

/**
 * The events of an order that waits for its payment: one event for each pixel.
 *
 * @example
 * const hold: Hold = { id: 'purchase.1001', heldAt: Date.now(), until: Date.now() + 3_600_000, events: [event] };
 */
export interface Hold {
  /** The event id. `confirm` and `void` name the hold by it. */
  id: string;
  /** When it was stored, in milliseconds since 1970. */
  heldAt: number;
  /** When it expires unless it is confirmed, in milliseconds since 1970. */
  until: number;
  /** The event of each pixel. */
  events: OutboxEvent[];
}

/**
 * How a hold ends: `confirmed` sends its events, `void` deletes them, `expired` sets them aside.
 *
 * @example
 * await outbox.held.end('purchase.1001', 'confirmed');
 */
export type HoldEnd = 'confirmed' | 'void' | 'expired';

/**
 * State of a hold after a call: how it has ended, and whether this call has ended it. `unknown` means that there was no
 * such hold within seven days.
 *
 * @example
 * const { status, changed }: HoldState = await outbox.held.end('purchase.1001', 'void');
 */
export interface HoldState {
  /** How the hold has ended. */
  status: HoldEnd | 'unknown';
  /** Whether this call has ended it. */
  changed: boolean;
}

/**
 * Access to the events of orders that wait for their payment. They cannot be taken. They count towards the bounds of
 * the outbox, but not as pending.
 *
 * @example
 * for await (const { id, until } of outbox.held.list()) console.log(id, new Date(until));
 */
export interface HeldEvents {
  /**
   * Stores a hold; durable when it resolves. It is a duplicate while a hold with its id is stored, and for seven days
   * after that was confirmed. An order whose hold was void or expired may be held again. Rejects as `put` does.
   */
  add(hold: Hold): Promise<PutResult>;
  /**
   * Ends a hold. The first call decides how; later calls change nothing. Confirmed events are due at once, unless
   * server code has sent them in the meantime. If a call is interrupted, the next call completes it.
   */
  end(id: string, end: HoldEnd): Promise<HoldState>;
  /** Reads all holds, in any order. */
  list(): AsyncIterable<Hold>;
}

/** How long an outbox remembers how a hold has ended, in milliseconds. */
export const endedMemoryMs = 7 * 24 * 3_600_000;

/** Returns the key of a hold: its id may be of any length, the key is short. */
export const toHoldKey = (id: string): string => hash('sha256', id, 'base64url').slice(0, 24);

const reason =
  'It was held and not confirmed in time: twinbeam.confirm() was not called. Replayed, it is sent all the same.';

/** Returns the dead letters of an expired hold. The outbox adds their ids. */
export const toExpiredDeadLetters = ({ events, heldAt }: Hold, setAsideAt: number): Omit<DeadLetter, 'id'>[] =>
  events.map((event) => ({ ...event, storedAt: heldAt, attempts: 0, reason, setAsideAt }));
