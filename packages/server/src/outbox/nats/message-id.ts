import { toFingerprint } from '../fingerprint.js';
import type { DeadLetter, OutboxEvent, StoredEvent } from '../outbox.js';

/**
 * Returns the `Nats-Msg-Id` of an event, by which the engine recognises it. One that another outbox had is recognised
 * when a move is run twice, and not when it is moved back.
 */
export const toMessageId = (event: OutboxEvent | StoredEvent): string =>
  'storedAt' in event ? `${toFingerprint(event)}.m${event.storedAt}` : toFingerprint(event);

/** Of an event whose dead letter has that id: accepted again once for each dead letter. */
export const toRevivedMessageId = (event: OutboxEvent, deadLetterId: string): string =>
  `${toFingerprint(event)}.r${deadLetterId}`;

export const toDeadLetterMessageId = (deadLetter: Omit<DeadLetter, 'id'>): string =>
  `${toFingerprint(deadLetter)}.${deadLetter.setAsideAt}`;
