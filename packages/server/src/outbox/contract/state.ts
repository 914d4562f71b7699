import { expect, it } from 'vitest';
import type { Outbox } from '../outbox.js';
import { createEvent, type Fixture, toEventIds } from './fixture.js';
import type { ContractSetup } from './setup.js';

export function describePauses(fixture: Fixture): void {
  it('pauses a pixel until a time, or until the pause is ended', async () => {
    const { pauses } = fixture.outbox;
    expect(pauses.list('1')).toEqual([]);
    await pauses.set('1', { until: 5, reason: 'token', tokenHash: '5f' });
    expect(pauses.list('1')).toEqual([{ until: 5, reason: 'token', tokenHash: '5f' }]);
    expect(['2', '12', ''].flatMap(pauses.list)).toEqual([]);
    await pauses.end('1', '5f');
    expect(pauses.list('1')).toEqual([]);
  });

  it('keeps the pause of each cause beside the others', async () => {
    const { pauses } = fixture.outbox;
    const rateLimit = { until: 7 };
    const [one, other] = ['5f', '60'].map((tokenHash) => ({ until: 5, reason: 'token', tokenHash }));
    if (!one || !other) throw new Error('There are two.');
    await pauses.set('12', { until: 9 });
    for (const pause of [one, { until: 6 }, other, rateLimit]) await pauses.set('1', pause);
    const sort = (list: object[]) => list.map((pause) => JSON.stringify(pause)).sort();
    expect(sort(pauses.list('1'))).toEqual(sort([one, other, rateLimit]));
    await pauses.set('1', { ...one, until: 8 });
    await pauses.end('1', other.tokenHash);
    expect(sort(pauses.list('1'))).toEqual(sort([{ ...one, until: 8 }, rateLimit]));
    await pauses.end('1', undefined);
    expect([pauses.list('1'), pauses.list('12')]).toEqual([[{ ...one, until: 8 }], [{ until: 9 }]]);
  });
}

export function describeState(fixture: Fixture, { create, reopen, share }: ContractSetup): void {
  it('tells how many events are pending, since when, and by which engine', async () => {
    const { outbox, now, about } = fixture;
    const engine = { name: expect.stringMatching(/./) };
    expect(await outbox.stats()).toMatchObject({
      pending: 0,
      quarantined: 0,
      oldest: undefined,
      deadLetters: 0,
      engine,
    });
    expect(await outbox.pixels()).toEqual([]);
    await outbox.put([createEvent('a')]);
    await fixture.take();
    expect(await outbox.stats()).toMatchObject({ pending: 1, oldest: about(now()), deadLetters: 0 });
    expect(await outbox.pixels()).toEqual(['1']);
  });

  it('has ids of its stores that no other outbox has', async () => {
    const ids = await fixture.outbox.storeIds();
    expect(ids.length).toBeGreaterThan(0);
    expect(await fixture.outbox.storeIds()).toEqual(ids);
    const other = await create(fixture.now);
    try {
      const otherIds = await other.storeIds();
      expect(ids.filter((id) => otherIds.includes(id))).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it.runIf(share)('has the ids of its stores for whoever opens them, and stores nothing for that', async () => {
    const { outbox, now } = fixture;
    const shared = (await share?.(now)) as Outbox;
    try {
      expect(await shared.storeIds()).toEqual(await outbox.storeIds());
      expect(await outbox.stats()).toMatchObject({ pending: 0, held: 0, deadLetters: 0 });
    } finally {
      await shared.close();
    }
  });

  it('is ready for the pixels and the lease that it is used with', async () => {
    await fixture.outbox.ready();
    await fixture.outbox.ready({ pixelIds: ['1', '2'], leaseMs: 1_000 });
    await fixture.outbox.put([createEvent('a', { pixelId: '2' })]);
    expect(toEventIds(await fixture.take(10, 1_000, '2'))).toEqual(['a']);
  });

  it('tells of no change of state while it is reachable', async () => {
    const problems: unknown[] = [];
    const stop = fixture.outbox.onStateChange((problem) => problems.push(problem));
    await fixture.outbox.put([createEvent('a')]);
    stop();
    expect(problems).toEqual([]);
  });

  it('rejects with a typed error once it is closed', async () => {
    const { outbox } = fixture;
    await outbox.close();
    const closed = { name: 'OutboxError', code: 'closed' };
    await expect(outbox.put([createEvent('a')])).rejects.toMatchObject(closed);
    await expect(outbox.checkWritable()).rejects.toMatchObject(closed);
    await expect(outbox.ready()).rejects.toMatchObject(closed);
    await expect(outbox.waitForDue('1', new AbortController().signal)).rejects.toMatchObject(closed);
    await expect(outbox.take('1', 1, 1_000)).rejects.toMatchObject(closed);
    await expect(outbox.confirm(['1'])).rejects.toMatchObject(closed);
    await expect(outbox.postpone(['1'], 0)).rejects.toMatchObject(closed);
    await expect(outbox.stats()).rejects.toMatchObject(closed);
    await expect(outbox.storeIds()).rejects.toMatchObject(closed);
    await expect(outbox.pixels()).rejects.toMatchObject(closed);
    await expect(outbox.deadLetters.list()).rejects.toMatchObject(closed);
    await expect(outbox.queue.list(1)).rejects.toMatchObject(closed);
    await expect(outbox.forget(['a'])).rejects.toMatchObject(closed);
  });

  it.runIf(reopen)('says that it is durable, and has what was put when it is opened again', async () => {
    const { outbox, now } = fixture;
    expect(outbox.durable).toBe(true);
    await outbox.put([createEvent('a')]);
    await outbox.close();
    const again = (await reopen?.(now)) as Outbox;
    try {
      expect(await again.put([createEvent('a')])).toEqual(['duplicate']);
      expect(await again.take('1', 10, 1_000)).toMatchObject([createEvent('a')]);
    } finally {
      await again.close();
    }
  });

  it.skipIf(reopen)('says that it is not durable', () => {
    expect(fixture.outbox.durable).toBe(false);
  });
}
