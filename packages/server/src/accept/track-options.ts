import type { Traits } from '@twinbeam/shared';
import type { Identity } from './identity.js';

/**
 * Options of a call that sends an event.
 *
 * @example
 * await twinbeam.send(message, { orThrow: true }); // in a queue's worker, which retries failed jobs
 */
export interface SendOptions {
  /** Whether the call rejects with `OutboxError` when the event could not be stored. Default: false. */
  orThrow?: boolean | undefined;
}

/**
 * Options of `track`.
 *
 * @example
 * const options: TrackOptions = { identity: order.identity, traits: { email: order.email }, eventId: order.eventId };
 */
export interface TrackOptions extends SendOptions {
  /** The visitor: `req.twinbeam.identity`, from this request or as stored with an order. Default: nobody. */
  identity?: Identity | undefined;
  /** The site's own id of the visitor; hashed before it is stored. Default, also for null: the identity's. */
  userId?: string | number | null | undefined;
  /** Personal data to match by: `email`, `phone`, `firstName`, `address`, …; hashed before it is stored. Default: none. */
  traits?: Traits | undefined;
  /** The event id, if the browser sends the event too. Default: that of the order, otherwise a random one. */
  eventId?: string | undefined;
  /** When the event happened; a number is milliseconds since 1970. Default: now. */
  timestamp?: Date | string | number | undefined;
  /**
   * How long the event waits for `confirm` before it is set aside: `'36h'`, `'5d'`, or milliseconds. At most six days,
   * because Meta accepts an event for seven. Default: it is sent at once.
   */
  hold?: string | number | undefined;
}
