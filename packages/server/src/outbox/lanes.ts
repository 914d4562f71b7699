import type { OutboxEvent } from './outbox-event.js';

/**
 * The queues of a pixel, in the order in which they are sent. Each has an order of its own, and none waits for another:
 * - `serverPurchase`: purchases that server code has made;
 * - `pagePurchase`: purchases that came from pages and SDKs;
 * - `server`: other events that server code has made;
 * - `page`: other events that came from pages and SDKs;
 * - `suspect`: events of batches that Graph refused, and of which it is not known yet which are invalid;
 * - `quarantine`: events that Graph refused, each to be tried again alone.
 */
export const lanes = ['serverPurchase', 'pagePurchase', 'server', 'page', 'suspect', 'quarantine'] as const;

/**
 * A queue of a pixel.
 *
 * @example
 * const lane: Lane = 'server';
 */
export type Lane = (typeof lanes)[number];

/** Returns the lane of an event that has never been sent. */
export function selectLane({ source, name }: Pick<OutboxEvent, 'source' | 'name'>): Lane {
  if (name === 'Purchase') return source === 'server' ? 'serverPurchase' : 'pagePurchase';
  return source === 'server' ? 'server' : 'page';
}

/**
 * Returns whether an event is a duplicate of a known event with the same id. An event of server code is not a duplicate
 * of one from a page or SDK: it replaces that.
 */
export const isDuplicate = (event: Pick<OutboxEvent, 'source'>, known: Pick<OutboxEvent, 'source'>): boolean =>
  known.source === 'server' || event.source !== 'server';

/**
 * Returns the name under which an engine stores a lane of a pixel. The name for `page` is the pixel id alone, as the
 * first version wrote it.
 */
export const toQueueName = (pixelId: string, lane: Lane): string => (lane === 'page' ? pixelId : `${pixelId}-${lane}`);

/** Returns the name of the queue of an event that has never been sent. */
export const selectQueueName = (event: Pick<OutboxEvent, 'pixelId' | 'source' | 'name'>): string =>
  toQueueName(event.pixelId, selectLane(event));

/** A lane of a pixel. */
export interface PixelLane {
  pixelId: string;
  lane: Lane;
}

export function parseQueueName(name: string): PixelLane {
  const dash = name.lastIndexOf('-');
  if (dash < 0) return { pixelId: name, lane: 'page' };
  const lane = lanes.find((known) => known === name.slice(dash + 1));
  return lane === undefined ? { pixelId: name, lane: 'page' } : { pixelId: name.slice(0, dash), lane };
}
