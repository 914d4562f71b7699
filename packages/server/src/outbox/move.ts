import type { Outbox } from './outbox.js';

/** What has been moved so far. */
export interface Moved {
  events: number;
  /** Those that the other outbox had already: moved before, or sent. */
  duplicates: number;
  deadLetters: number;
}

const batch = 1_000;
const leaseMs = 30_000;

/**
 * Moves what waits, and the dead letters, from one outbox to another. An event leaves the first when the second has it,
 * and one that the second has is a duplicate: ended in the middle and run again, it goes on, and nothing is lost or
 * doubled. Waits for events that are postponed or that somebody is sending.
 */
export async function moveOutbox(
  from: Outbox,
  to: Outbox,
  onProgress: (moved: Moved, waiting: number) => void = () => undefined,
): Promise<Moved> {
  const moved: Moved = { events: 0, duplicates: 0, deadLetters: 0 };

  const letters = await from.deadLetters.list();
  await to.deadLetters.add(letters);
  if (letters.length > 0) await from.deadLetters.drop(letters.map(({ id }) => id));
  moved.deadLetters = letters.length;

  for (let pixelIds = await from.pixels(); pixelIds.length > 0; pixelIds = await from.pixels()) {
    let found = 0;
    for (const pixelId of pixelIds) {
      const events = await from.take(pixelId, batch, leaseMs);
      if (events.length === 0) continue;
      const results = await to.adopt(events);
      await from.release(events.map(({ id }) => id));
      found += events.length;
      moved.duplicates += results.filter((result) => result === 'duplicate').length;
    }
    moved.events += found;
    onProgress(moved, found > 0 ? 0 : (await from.stats()).pending);
    if (found === 0) await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return moved;
}
