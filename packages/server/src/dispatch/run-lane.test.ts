import { expect, it, vi } from 'vitest';
import type { LaneContext } from './lane-context.js';
import { runLane } from './run-lane.js';
import { createSendSlots } from './send-slots.js';

it('ends without waiting between batches when it is stopped', async () => {
  const stopping = new AbortController();
  const sleep = vi.fn(async () => undefined);
  const context = {
    lane: 'quarantine',
    outbox: {
      waitForDue: (_pixelId: string, signal: AbortSignal) =>
        new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
    },
    rateControl: { remainingMs: () => 0 },
  } as unknown as LaneContext;
  const pauseSleep = { sleep, wake: () => undefined };
  const ended = runLane(context, { slots: createSendSlots(() => 1), pauseSleep, stopping: stopping.signal });
  await new Promise((resolve) => setImmediate(resolve));
  stopping.abort();
  await ended;
  expect(sleep).not.toHaveBeenCalled();
});
