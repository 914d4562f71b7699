import { OutboxError, type OutboxEvent } from './outbox.js';

/** Bounds of what an outbox stores. */
export interface OutboxBounds {
  /** Events that may be pending or quarantined. */
  maxPending: number;
  /** Bytes that these events and the dead letters may have together. */
  maxBytes: number;
  /** Share of both, from 0 to 1, that events of pages and SDKs may fill. */
  pageShare: number;
}

/** Events and bytes that are stored. */
export interface OutboxUsage {
  events: number;
  /** Bytes of events and dead letters. */
  bytes: number;
  deadLetterBytes?: number;
}

export const defaultPageShare = 0.75;

/** Bytes that are counted for an event in addition to its JSON. */
const eventOverhead = 300;

/** Returns what events add to the usage. */
export function toAddedUsage(events: readonly Pick<OutboxEvent, 'json'>[]): OutboxUsage {
  let bytes = 0;
  for (const { json } of events) bytes += Buffer.byteLength(json) + eventOverhead;
  return { events: events.length, bytes };
}

/** A bound that events would exceed. */
export type ExceededBound = 'maxPending' | 'maxBytes';

/** Returns the bound that events would exceed; undefined when all of them fit. */
export function findExceededBound(
  bounds: OutboxBounds,
  used: OutboxUsage,
  events: readonly OutboxEvent[],
  added: OutboxUsage = toAddedUsage(events),
): ExceededBound | undefined {
  const ofPages = findExceededShare(bounds, used, added, bounds.pageShare);
  // Events that fit into the share of pages fit into the whole.
  if (!ofPages || events.some(isLimited)) return ofPages;
  return findExceededShare(bounds, used, added, 1);
}

/** Returns the bound that even the smallest event of a page would exceed; undefined when there is space for it. */
export const findReachedBound = (bounds: OutboxBounds, used: OutboxUsage): ExceededBound | undefined =>
  findExceededShare(bounds, used, { events: 1, bytes: 1 }, bounds.pageShare);

function findExceededShare(
  { maxPending, maxBytes }: OutboxBounds,
  used: OutboxUsage,
  added: OutboxUsage,
  share: number,
): ExceededBound | undefined {
  if (used.events + added.events > Math.ceil(maxPending * share)) return 'maxPending';
  return used.bytes + added.bytes > maxBytes * share ? 'maxBytes' : undefined;
}

/**
 * Returns whether the share of pages limits an event. An event that another outbox has already accepted is not limited.
 */
const isLimited = (event: OutboxEvent): boolean => event.source !== 'server' && !('storedAt' in event);

/** Creates the error of a full outbox. */
export function createFullError(
  exceeded: ExceededBound,
  { maxPending, maxBytes, pageShare }: OutboxBounds,
  { events, bytes, deadLetterBytes = 0 }: OutboxUsage,
  place: string,
): OutboxError {
  const amount =
    exceeded === 'maxPending'
      ? `${events} events are pending, maxPending is ${maxPending}`
      : `${bytes} bytes are used, ${deadLetterBytes} of them by dead letters, maxBytes is ${maxBytes}`;
  const advice =
    exceeded === 'maxBytes' && deadLetterBytes > bytes / 2
      ? 'twinbeam dead list prints the dead letters, twinbeam dead drop deletes them.'
      : 'Is Meta unreachable?';
  return new OutboxError(
    'full',
    `The outbox${place} is full: ${amount}; events of pages may fill a share of ${pageShare}. ${advice}`,
  );
}
