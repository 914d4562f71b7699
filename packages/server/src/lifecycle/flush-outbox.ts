import { withTimeout } from '../base/with-timeout.js';
import { createSilenceError, type Outbox, OutboxError } from '../outbox/outbox.js';

/**
 * Waits until no events are pending, for at most `timeoutMs`. Returns whether that is so. Rejects if the outbox is
 * closed.
 */
export async function flushOutbox(outbox: Pick<Outbox, 'stats'>, timeoutMs: number): Promise<boolean> {
  // Not from the instance's clock, which a test may have stopped.
  const deadline = performance.now() + timeoutMs;
  for (let waitMs = 5; ; waitMs = Math.min(100, waitMs * 1.5)) {
    const remainingMs = Math.max(0, deadline - performance.now());
    if ((await readPending(outbox, remainingMs)) === 0) return true;
    if (remainingMs === 0) return false;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

/** Reads the number of pending events; undefined if the engine cannot be reached or does not respond in time. */
async function readPending(outbox: Pick<Outbox, 'stats'>, timeoutMs: number): Promise<number | undefined> {
  try {
    const { pending, second } = await withTimeout(outbox.stats(), timeoutMs, createSilenceError);
    return second?.isAlone ? undefined : pending;
  } catch (error) {
    if (error instanceof OutboxError && error.code !== 'closed') return undefined;
    throw error;
  }
}
