import { describe, expect, it } from 'vitest';
import type { Lane } from '../outbox/lanes.js';
import { createSendSlots } from './send-slots.js';

describe('send slots', () => {
  it('are given to the first lane that has none, then to the first', async () => {
    let limit = 2;
    const slots = createSendSlots(() => limit);
    const started: string[] = [];
    const releases: (() => void)[] = [];
    const acquire = async (lane: Lane): Promise<void> => {
      releases.push(await slots.acquire(lane));
      started.push(lane);
    };
    await acquire('page');
    await acquire('page');
    const waiting = (['page', 'quarantine', 'server'] as const).map(acquire);
    const release = async (): Promise<void> => {
      releases.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    };
    await release();
    expect(started).toEqual(['page', 'page', 'server']);
    limit = 1;
    await release();
    expect(started).toHaveLength(3);
    await release();
    expect(started.at(-1)).toBe('page');
    await release();
    expect(started).toEqual(['page', 'page', 'server', 'page', 'quarantine']);
    await Promise.all(waiting);
  });
});
