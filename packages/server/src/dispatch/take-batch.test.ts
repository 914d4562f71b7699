import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryOutbox } from '../outbox/memory/memory.js';
import type { Outbox } from '../outbox/outbox.js';
import type { LaneContext } from './lane-context.js';
import { createEmptyBatch, giveBack, takeBatch } from './take-batch.js';

describe('a batch', () => {
  let outbox: Outbox;
  beforeEach(() => {
    outbox = createMemoryOutbox();
  });
  afterEach(() => outbox.close());

  /** Puts events with JSON of these lengths, in characters. */
  const put = (lengths: readonly number[]) =>
    outbox.put(
      lengths.map((length, index) => ({
        pixelId: '1',
        name: 'Lead',
        eventId: `e${index}-${length}`,
        source: 'page' as const,
        expiresAt: 1e15,
        json: 'x'.repeat(length),
      })),
    );
  const createContext = ({ maxEvents = 1_000, areMany = false } = {}) =>
    ({
      pixelId: '1',
      lane: 'page',
      outbox,
      leaseMs: 30_000,
      batchSize: { current: () => maxEvents },
      serverRefusals: { areMany: () => areMany },
      now: () => Date.now(),
    }) as unknown as LaneContext;

  it.each<[string, number[], { maxEvents?: number; areMany?: boolean }, number, boolean]>([
    ['that has all there is', [10, 10], {}, 2, false],
    ['of as many events as its size is', [10, 10, 10], { maxEvents: 2 }, 2, true],
    ['of few events while Meta refuses most', Array(12).fill(10), { areMany: true }, 10, true],
    ['of half a megabyte', [250_000, 250_000], {}, 2, false],
    ['of more', [250_000, 250_001], {}, 2, true],
    ['of a megabyte at most', [400_000, 400_000, 400_000], {}, 2, true],
    ['of one event that is larger', [1_200_000, 10], {}, 1, true],
  ])('%s: of the lengths %j, with %j, takes %i and is full: %s', async (_name, lengths, limits, count, isFull) => {
    await put(lengths);
    const batch = await takeBatch(createContext(limits), createEmptyBatch());
    expect([batch.events.length, batch.isFull]).toEqual([count, isFull]);
  });

  it('takes more up to the same bounds, and nothing once it is full', async () => {
    const context = createContext({ maxEvents: 3 });
    await put([400_000]);
    const ahead = await takeBatch(context, createEmptyBatch());
    await put([300_001, 300_000]);
    const batch = await takeBatch(context, ahead);
    expect(batch).toMatchObject({ takenAt: ahead.takenAt, isFull: true });
    expect(batch.events).toHaveLength(2);
    expect(await takeBatch(context, batch)).toBe(batch);
  });

  it('takes no more events if the limit has shrunk meanwhile', async () => {
    await put([10, 10]);
    const ahead = await takeBatch(createContext(), createEmptyBatch());
    await put([20]);
    const batch = await takeBatch(createContext({ maxEvents: 2 }), ahead);
    expect(batch).toEqual({ ...ahead, isFull: true });
  });

  it('that is given back is due again, as if it had not been tried', async () => {
    const context = createContext();
    await put([10]);
    await giveBack(context, (await takeBatch(context, createEmptyBatch())).events);
    const { events } = await takeBatch(context, createEmptyBatch());
    expect(events).toMatchObject([{ eventId: 'e0-10', attempts: 0 }]);
  });
});
