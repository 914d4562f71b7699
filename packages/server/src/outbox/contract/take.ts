import { expect, it } from 'vitest';
import type { StoredEvent } from '../outbox.js';
import { toIds } from '../to-ids.js';
import { createEvent, type Fixture, toEventIds } from './fixture.js';

export function describeTake(fixture: Fixture): void {
  it('returns events as they were put, oldest first, up to the limit', async () => {
    const { outbox, now, about } = fixture;
    expect(await outbox.put([createEvent('a'), createEvent('b')])).toEqual(['accepted', 'accepted']);
    await outbox.put([createEvent('c')]);
    expect(toEventIds(await fixture.take(2))).toEqual(['a', 'b']);
    expect(await fixture.take(2)).toMatchObject([{ ...createEvent('c'), attempts: 0, storedAt: about(now()) }]);
  });

  it('keeps the test code of an event through quarantine, dead letter and replay, and gives none to others', async () => {
    const { outbox, now } = fixture;
    await outbox.put([createEvent('a', { testEventCode: 'T1' }), createEvent('b')]);
    const check = (taken: StoredEvent[]): string[] => {
      expect(taken.map(({ testEventCode }) => testEventCode)).toEqual(['T1', undefined]);
      return toIds(taken);
    };
    const refusal = { reason: 'refused' };
    await outbox.postpone(check(await fixture.takeAll(2)), now(), { lane: 'quarantine', refusal });
    const quarantined = await fixture.takeAll(2, 'quarantine');
    await outbox.setAside(check(quarantined), refusal);
    check(await outbox.deadLetters.list());
    await outbox.deadLetters.replay();
    const replayed = check(await fixture.takeAll(2));
    await outbox.postpone(replayed, now());
    await outbox.confirm(check(await fixture.takeAll(2)));
  });

  it('keeps pixels apart', async () => {
    await fixture.outbox.put([createEvent('a'), createEvent('a', { pixelId: '2' })]);
    expect(await fixture.take(10, 1_000, '2')).toMatchObject([{ eventId: 'a', pixelId: '2' }]);
    expect(await fixture.take()).toMatchObject([{ eventId: 'a', pixelId: '1' }]);
  });

  it('takes no more characters than are wanted, but one event at least', async () => {
    const { outbox } = fixture;
    await outbox.put(['a', 'b', 'c'].map((id) => createEvent(id, { json: 'x'.repeat(10_000) })));
    const take = async (maxLength: number) => toEventIds(await outbox.take('1', 10, 1_000, { maxLength }));
    expect(await take(25_000)).toEqual(['a', 'b']);
    expect(await take(10)).toEqual(['c']);
  });

  it.each([
    ['ASCII', 'x'],
    ['other letters', 'ж'],
  ])('takes as many characters of %s as are wanted', async (_name, letter) => {
    const { outbox } = fixture;
    await outbox.put(Array.from({ length: 100 }, (_, id) => createEvent(`${id}`, { json: letter.repeat(1_000) })));
    // An engine that counts bytes may leave out the last event.
    expect([59, 60]).toContain((await outbox.take('1', 100, 1_000, { maxLength: 60_500 })).length);
  });
}

export function describeLease(fixture: Fixture): void {
  it('gives nobody else what is leased, and makes it available when the lease runs out', async () => {
    await fixture.outbox.put([createEvent('a')]);
    expect(toEventIds(await fixture.take(10, 1_000))).toEqual(['a']);
    expect(await fixture.take()).toEqual([]);
    await fixture.pass(1_050);
    expect(toEventIds(await fixture.takeAll(1))).toEqual(['a']);
  });

  it('keeps a lease that is extended', async () => {
    const { outbox, pass } = fixture;
    await outbox.put([createEvent('a')]);
    const ids = toIds(await fixture.take(10, 2_000));
    await pass(1_200);
    expect(await outbox.extend(ids, 2_000)).toEqual(ids);
    await pass(1_200);
    expect(await fixture.take()).toEqual([]);
    await outbox.confirm(ids);
    expect(await outbox.stats()).toMatchObject({ pending: 0 });
    await pass(300);
    expect(await fixture.take()).toEqual([]);
  });

  it('leaves as it is what is no longer leased, unless it is confirmed', async () => {
    const { outbox, pass, now } = fixture;
    await outbox.put([createEvent('a'), createEvent('b')]);
    const ids = toIds(await fixture.take(10, 300));
    await pass(400);
    expect(await outbox.extend(ids, 60_000)).toEqual([]);
    await outbox.postpone(ids.slice(0, 1), now() + 60_000);
    await outbox.setAside(ids.slice(1), { reason: 'refused' });
    expect(await outbox.stats()).toMatchObject({ pending: 2, deadLetters: 0 });
    const again = await fixture.takeAll(2);
    expect(toEventIds(again).sort()).toEqual(['a', 'b']);
    await outbox.confirm(toIds(again));
    expect(await outbox.stats()).toMatchObject({ pending: 0 });
  });
}
