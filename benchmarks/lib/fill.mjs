import { nextEvent } from './events.mjs';

const chunk = 1_000;

/** Puts `rows` events into an outbox. */
export async function fill(outbox, rows) {
  for (let remaining = rows; remaining > 0; remaining -= chunk) {
    await outbox.put(Array.from({ length: Math.min(chunk, remaining) }, nextEvent));
  }
}
