import { lanes, type PixelLane } from './lanes.js';
import { type Outbox, OutboxError } from './outbox.js';
import { toIds } from './to-ids.js';

/** Numbers of what has been moved so far. */
export interface Moved {
  events: number;
  /** Held orders. */
  held: number;
  /** Events that the other outbox already had: they were moved there before, or sent from there. */
  duplicates: number;
  deadLetters: number;
}

const maxBatch = 1_000;
const leaseMs = 30_000;
/** How long to wait for events that another process has leased, in milliseconds. */
const retryMs = 500;

/**
 * Moves pending events, held orders and dead letters from one outbox to another, and copies the withdrawals of consent. An event is removed from the first
 * outbox once the second has it, and is a duplicate when it is moved again: a move that was interrupted can be run
 * again, and loses or doubles nothing. Waits for events that are postponed or leased; moves quarantined events as if
 * they were new. Rejects with `OutboxError` when both are the same outbox: each event would be a duplicate of itself,
 * and be removed.
 */
export async function moveOutbox(
  from: Outbox,
  to: Outbox,
  onProgress: (moved: Moved, waiting: number) => void = () => undefined,
): Promise<Moved> {
  if (await shareStore(from, to)) throw new OutboxError('unusable', 'Both are the same outbox: nothing was moved.');
  // First, so that none of these events is sent from the second outbox.
  await copyWithdrawals(from, to);
  const moved: Moved = { events: 0, duplicates: 0, held: 0, deadLetters: await moveDeadLetters(from, to) };
  moved.held = await moveHolds(from, to);
  await from.queue.replay();
  for (let pixelIds = await from.pixels(); pixelIds.length > 0; pixelIds = await from.pixels()) {
    const before = moved.events;
    for (const pixelId of pixelIds) {
      for (const lane of lanes) await moveBatch(from, to, { pixelId, lane }, moved);
    }
    const isWaiting = moved.events === before;
    onProgress(moved, isWaiting ? (await from.stats()).pending : 0);
    if (isWaiting) await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
  return moved;
}

/** Returns whether two outboxes use the same store, which their URLs need not show. */
async function shareStore(one: Outbox, other: Outbox): Promise<boolean> {
  const ids = await one.storeIds();
  return (await other.storeIds()).some((id) => ids.includes(id));
}

/** Copies the withdrawals of consent that the other outbox does not have. */
export async function copyWithdrawals(from: Outbox, to: Outbox): Promise<void> {
  if (from.withdrawals.size() === 0) return;
  const missing = from.withdrawals.list().filter(({ visitor, at }) => (to.withdrawals.find(visitor) ?? 0) < at);
  if (missing.length > 0) await to.withdrawals.add(missing);
}

/** Moves dead letters, and returns how many. */
export async function moveDeadLetters(from: Outbox, to: Outbox): Promise<number> {
  let moved = 0;
  for (;;) {
    const deadLetters = await from.deadLetters.list(maxBatch);
    if (deadLetters.length === 0) return moved;
    await to.deadLetters.add(deadLetters);
    const dropped = await from.deadLetters.drop(toIds(deadLetters));
    if (dropped === 0) return moved;
    moved += dropped;
  }
}

/**
 * Moves holds, and returns how many. The first outbox keeps the ends of earlier holds, which matter for seven days
 * only.
 */
export async function moveHolds(from: Outbox, to: Outbox): Promise<number> {
  let moved = 0;
  for await (const hold of from.held.list()) {
    const added = await to.held.add(hold);
    const { status, changed } = await from.held.end(hold.id, 'void');
    if (changed) moved++;
    // The hold was confirmed while it was moved: the first outbox sends its events, so the second must not.
    else if (added === 'accepted' && status === 'confirmed') await to.held.end(hold.id, 'void');
  }
  return moved;
}

async function moveBatch(from: Outbox, to: Outbox, { pixelId, lane }: PixelLane, moved: Moved): Promise<void> {
  const events = await from.take(pixelId, maxBatch, leaseMs, { lane });
  if (events.length === 0) return;
  const results = await to.put(events);
  await from.confirm(toIds(events), { moved: true });
  moved.events += events.length;
  moved.duplicates += results.filter((result) => result === 'duplicate').length;
}
