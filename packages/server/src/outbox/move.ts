import { lanes, type PixelLane } from './lanes.js';
import { type Outbox, OutboxError } from './outbox.js';
import { toIds } from './to-ids.js';

/** Numbers of what was moved so far. */
export interface Moved {
  events: number;
  /** Orders whose events wait to be confirmed. */
  held: number;
  /** Events that the other outbox had already: they were moved before, or sent. */
  duplicates: number;
  deadLetters: number;
}

const maxBatch = 1_000;
const leaseMs = 30_000;
/** Time in milliseconds to wait until events may have come back that somebody else has leased. */
const retryMs = 500;

/**
 * Moves the pending events and the dead letters of one outbox to another. An event is removed from the first when the
 * second has it, and one that the second has is a duplicate: interrupted and run again, it continues, and nothing is lost
 * or doubled. Waits for events that are postponed or leased; quarantined ones are moved as if they were new. Rejects with
 * `OutboxError` when both are the same outbox: each event would be its own copy, and be removed.
 */
export async function moveOutbox(
  from: Outbox,
  to: Outbox,
  onProgress: (moved: Moved, waiting: number) => void = () => undefined,
): Promise<Moved> {
  if (await shareStore(from, to)) throw new OutboxError('unusable', 'Both are the same outbox: nothing was moved.');
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

/** Moves dead letters. Returns how many. */
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

/** Moves holds. Returns how many. How they have ended stays in the first outbox: it is remembered for seven days alone. */
export async function moveHolds(from: Outbox, to: Outbox): Promise<number> {
  let moved = 0;
  for await (const hold of from.held.list()) {
    const added = await to.held.add(hold);
    const { status, changed } = await from.held.end(hold.id, 'void');
    if (changed) moved++;
    // It was confirmed while it was moved: its events are sent from there, and must not be sent again from here.
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
