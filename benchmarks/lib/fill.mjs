import { nextEvent } from './events.mjs';

const chunk = 1_000;

/** Puts so many events into an outbox. */
export async function fill(outbox, rows) {
  for (let left = rows; left > 0; left -= chunk) {
    await outbox.put(Array.from({ length: Math.min(chunk, left) }, nextEvent));
  }
}
