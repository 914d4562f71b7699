import { describe, expect, it } from 'vitest';
import { describeOutbox } from '../contract.js';
import { createMemoryOutbox } from './memory.js';

describeOutbox('memory', {
  create: (now) => createMemoryOutbox({ now }),
  createBounded: (bounds, now) => createMemoryOutbox({ ...bounds, now }),
});

describe('the bounds of the memory outbox', () => {
  const event = (eventId: string) => ({
    pixelId: '1',
    name: 'Lead',
    eventId,
    source: 'page' as const,
    expiresAt: 1e15,
    json: '{}',
  });

  it('refuses more events than its bound, and loses nothing by it', async () => {
    const outbox = createMemoryOutbox({ maxPending: 2 });
    await outbox.put([event('a'), event('b')]);
    await expect(outbox.put([event('c')])).rejects.toMatchObject({ name: 'OutboxError', code: 'full' });
    expect(await outbox.take('1', 10, 1_000)).toHaveLength(2);
  });

  it('forgets what was sent by time and by count', async () => {
    let time = 0;
    const outbox = createMemoryOutbox({ now: () => time, sentMemory: { ms: 1_000, count: 2 } });
    for (const id of ['a', 'b', 'c']) {
      await outbox.put([event(id)]);
      await outbox.confirm((await outbox.take('1', 1, 1_000)).map((taken) => taken.id));
    }
    expect(await outbox.put([event('a'), event('c')])).toEqual(['accepted', 'duplicate']);
    // These displace no event of server code.
    const ofServer = { ...event('s'), source: 'server' as const };
    await outbox.put([ofServer, event('d'), event('e'), event('f')]);
    for (const lane of ['server', 'page'] as const) {
      await outbox.confirm((await outbox.take('1', 9, 1_000, { lane })).map((taken) => taken.id));
    }
    expect(await outbox.put([ofServer, event('d')])).toEqual(['duplicate', 'accepted']);
    time = 1_001;
    expect(await outbox.put([event('b')])).toEqual(['accepted']);
  });
});
