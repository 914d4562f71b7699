import { expect, it } from 'vitest';
import { toIds } from '../to-ids.js';
import { createEvent, type Fixture, toEventIds } from './fixture.js';
import type { ContractSetup } from './setup.js';

const hour = 3_600_000;

export function describeTakeOrder(fixture: Fixture, { oldestFirst }: ContractSetup): void {
  const putAll = async (prefix: string, count: number, expiresAt = 1e15): Promise<void> => {
    const ids = Array.from({ length: count }, (_, index) => prefix + index);
    for (const id of ids) await fixture.outbox.put([createEvent(id, { expiresAt })]);
  };

  it('keeps purchases in lanes of their own', async () => {
    const { outbox } = fixture;
    const purchase = { name: 'Purchase' };
    await outbox.put([
      createEvent('a'),
      createEvent('b', purchase),
      createEvent('c', { ...purchase, source: 'server' }),
    ]);
    const take = async (lane: 'serverPurchase' | 'pagePurchase' | 'server' | 'page') =>
      toEventIds(await fixture.take(10, 1_000, '1', lane));
    expect(await take('pagePurchase')).toEqual(['b']);
    expect(await take('serverPurchase')).toEqual(['c']);
    expect(await take('server')).toEqual([]);
    expect(await take('page')).toEqual(['a']);
  });

  it.skipIf(oldestFirst)(
    'gives the newest first once the oldest has waited for a minute, and some of the oldest',
    async () => {
      await putAll('old', 40);
      await fixture.pass(59_000);
      expect(toEventIds(await fixture.take(1, 500))).toEqual(['old0']);
      await putAll('new', 5);
      await fixture.pass(2_000);
      expect(toEventIds(await fixture.take(8, 600_000))).toEqual([
        'old0',
        'new4',
        'new3',
        'new2',
        'new1',
        'new0',
        'old39',
        'old38',
      ]);
      // Leased events are in no other batch.
      await putAll('live', 2);
      const next = ['old1', 'old2', 'live1', 'live0'];
      const older = Array.from({ length: 12 }, (_, index) => `old${37 - index}`);
      const second = await fixture.take(16, 600_000);
      expect(toEventIds(second)).toEqual([...next, ...older]);
      await fixture.outbox.confirm(toIds(second));
      const rest = await fixture.take(100, 600_000);
      expect(rest).toHaveLength(23);
      expect(await fixture.take(100)).toEqual([]);
    },
  );

  it.skipIf(oldestFirst)(
    'gives the oldest first again when they would expire, and when no backlog is left',
    async () => {
      await putAll('old', 10, fixture.now() + 25 * hour);
      await fixture.pass(2 * hour);
      await putAll('new', 2);
      const taken = await fixture.take(10, 600_000);
      expect(toEventIds(taken)).toEqual(Array.from({ length: 10 }, (_, index) => `old${index}`));
      expect(toEventIds(await fixture.take(10, 600_000))).toEqual(['new0', 'new1']);
    },
  );

  it.skipIf(oldestFirst)('takes an old event that is alone, and a long one, whatever the limits', async () => {
    await fixture.outbox.put([createEvent('a', { json: 'x'.repeat(5_000) })]);
    await fixture.pass(2 * hour);
    expect(toEventIds(await fixture.outbox.take('1', 1, 1_000, { maxLength: 10 }))).toEqual(['a']);
    await fixture.pass(2_000);
    expect(toEventIds(await fixture.outbox.take('1', 1_000, 1_000, { maxLength: 10 }))).toEqual(['a']);
  });
}
