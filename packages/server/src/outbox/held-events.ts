import { hash } from 'node:crypto';
import type { DeadLetter } from './dead-letter.js';
import type { OutboxEvent, PutResult } from './outbox-event.js';

/**
 * The events of an order that waits for its payment, one for each pixel.
 *
 * @example
 * const hold: Hold = { id: 'purchase.1001', heldAt: Date.now(), until: Date.now() + 3_600_000, events: [event] };
 */
export interface Hold {
  /** The event id, by which it is confirmed. */
  id: string;
  /** When it was stored, in milliseconds since 1970. */
  heldAt: number;
  /** When it expires unless it is confirmed, in milliseconds since 1970. */
  until: number;
  /** The event of each pixel. */
  events: OutboxEvent[];
}

/**
 * End of a hold: `confirmed` sends its events, `void` forgets them, `expired` sets them aside.
 *
 * @example
 * await outbox.held.end('purchase.1001', 'confirmed');
 */
export type HoldEnd = 'confirmed' | 'void' | 'expired';

/**
 * State of a hold after a call: how it has ended, and whether this call has ended it. `unknown`: there was none within seven
 * days.
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
 * Access to the events that wait to be confirmed. Nobody takes them; they count for the bounds of the outbox, and not as
 * pending.
 *
 * @example
 * for await (const { id, until } of outbox.held.list()) console.log(id, new Date(until));
 */
export interface HeldEvents {
  /**
   * Stores a hold; durable when it resolves. One that is held, or was confirmed within seven days, is a duplicate; one that
   * was void or has expired may be held again. Rejects as `put` does.
   */
  add(hold: Hold): Promise<PutResult>;
  /**
   * Ends a hold, if it has not ended: the first call counts, whatever the next ones say. Confirmed events are due at once,
   * unless server code has sent them meanwhile. Interrupted, it is completed by the next call.
   */
  end(id: string, end: HoldEnd): Promise<HoldState>;
  /** Reads all holds, in any order. */
  list(): AsyncIterable<Hold>;
}

/** Time for which it is remembered how a hold has ended, in milliseconds. */
export const endedMemoryMs = 7 * 24 * 3_600_000;

/** Returns a key of limited length for the id of a hold. */
export const toHoldKey = (id: string): string => hash('sha256', id, 'base64url').slice(0, 24);

const reason =
  'It was held and not confirmed in time: twinbeam.confirm() was not called. Replayed, it is sent all the same.';

/** Returns the dead letters of a hold that has expired, without the ids that an outbox gives them. */
export const toExpiredDeadLetters = ({ events, heldAt }: Hold, setAsideAt: number): Omit<DeadLetter, 'id'>[] =>
  events.map((event) => ({ ...event, storedAt: heldAt, attempts: 0, reason, setAsideAt }));
