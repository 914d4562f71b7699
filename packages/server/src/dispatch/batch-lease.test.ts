import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../outbox/outbox.js';
import { createBatchLease } from './batch-lease.js';

const leaseMs = 30_000;
const events = ['a', 'b', 'c'].map((id) => ({ id }) as StoredEvent);

/** Creates a lease of three events that were taken at time 0. Other dispatchers take them when it expires. */
function createFixture({ extendMs = [0] } = {}) {
  let time = 0;
  let until = leaseMs;
  const extended: string[][] = [];
  const outbox = {
    async extend(ids: readonly string[]) {
      extended.push([...ids]);
      const isLeased = time < until;
      if (isLeased) until = time + leaseMs;
      // Simulates a process that stands still for this long before it gets the response.
      time += extendMs[extended.length - 1] ?? 0;
      return isLeased ? [...ids] : [];
    },
  };
  const lease = createBatchLease(outbox, events, leaseMs, 0, () => time);
  const keepAt = (at: number) => {
    time = at;
    return lease.keep(events);
  };
  return { lease, keepAt, extended };
}

describe('the lease of a batch', () => {
  it('is renewed before a request once half of it has passed', async () => {
    const { keepAt, extended } = createFixture();
    const kept = [await keepAt(14_999), await keepAt(15_000), await keepAt(29_999), await keepAt(30_000)];
    expect(kept).toEqual([events, events, events, events]);
    expect(extended).toHaveLength(2);
  });

  it('leaves a process that stood still until it had expired nothing to send', async () => {
    expect(await createFixture().keepAt(leaseMs)).toEqual([]);
  });

  it('leaves a process that stood still while it was renewed nothing to send', async () => {
    const { keepAt, extended } = createFixture({ extendMs: [leaseMs] });
    expect(await keepAt(20_000)).toEqual([]);
    expect(extended).toHaveLength(2);
  });

  it('is renewed once more after a slow renewal', async () => {
    const { keepAt, extended } = createFixture({ extendMs: [20_000, 0] });
    expect(await keepAt(20_000)).toEqual(events);
    expect(extended).toHaveLength(2);
  });

  it('is renewed for what is not finished', async () => {
    const { lease, keepAt, extended } = createFixture();
    lease.remove(events.slice(0, 2));
    await keepAt(20_000);
    expect(extended).toEqual([['c']]);
  });
});
