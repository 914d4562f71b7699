import { toFingerprint } from '../fingerprint.js';
import type { Lane } from '../lanes.js';
import type { DeadLetter, OutboxEvent, StoredEvent } from '../outbox.js';

/**
 * Returns the `Nats-Msg-Id` of an event, by which the engine recognises duplicates. An event from another outbox is a
 * duplicate when a move is run twice, but not when it is moved back. An event of server code is not a duplicate of an
 * event of a page.
 */
export function toMessageId(event: OutboxEvent | StoredEvent): string {
  const id = `${toFingerprint(event)}${event.source === 'server' ? '.s' : ''}`;
  return 'storedAt' in event ? `${id}.m${event.storedAt}` : id;
}

/**
 * Returns the message id of an event that has a dead letter with this id: the event is accepted again, once for each
 * dead letter.
 */
export const toRevivedMessageId = (event: OutboxEvent, deadLetterId: string): string =>
  `${toFingerprint(event)}.r${deadLetterId}`;

/** Returns the message id of an event that is moved to another lane, which happens once for each refusal. */
export const toMovedMessageId = (event: StoredEvent, lane: Lane): string =>
  `${toFingerprint(event)}.${lane}${event.refusals ?? 0}.${event.storedAt}.${event.attempts}`;

/** Returns the message id of an event that a person makes due at once. */
export const toRequeuedMessageId = (event: StoredEvent): string => `${toFingerprint(event)}.q${event.id}`;

export const toDeadLetterMessageId = (deadLetter: Omit<DeadLetter, 'id'>): string =>
  `${toFingerprint(deadLetter)}.${deadLetter.setAsideAt}`;
