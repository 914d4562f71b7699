import { randomUUID } from 'node:crypto';
import type { Outbox } from './outbox.js';

/** Time after which the mark expires by itself, in milliseconds. */
const markMs = 60_000;

/**
 * Returns whether two are the same outbox, which their URLs need not show: by a hold without events, which is put into one and
 * looked for in the other.
 */
export async function isSameOutbox(one: Outbox, other: Outbox): Promise<boolean> {
  const id = `mark.${randomUUID()}`;
  const heldAt = Date.now();
  await other.held.add({ id, heldAt, until: heldAt + markMs, events: [] });
  const { changed } = await one.held.settle(id, 'void');
  if (!changed) await other.held.settle(id, 'void');
  return changed;
}
