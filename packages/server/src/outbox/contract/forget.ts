import { expect, it } from 'vitest';
import type { Outbox } from '../outbox.js';
import { toIds } from '../to-ids.js';
import { createEvent, type Fixture, toEventIds } from './fixture.js';

export function describeForget(fixture: Fixture): void {
  it('removes the events with a match key wherever they are, and no others', async () => {
    const { outbox, now } = fixture;
    const [mine, other] = ['a'.repeat(64), 'b'.repeat(64)];
    const withKeys = (eventId: string, ...em: string[]) =>
      createEvent(eventId, { json: JSON.stringify({ event_id: eventId, user_data: { em } }) });
    await outbox.put([withKeys('dead', mine), withKeys('quarantined', other, mine)]);
    const [dead, quarantined] = toIds(await fixture.take());
    await outbox.setAside([dead ?? ''], { reason: 'refused' });
    const refusal = { reason: 'refused' };
    await outbox.postpone([quarantined ?? ''], now() + 60_000, { lane: 'quarantine', refusal });
    const appended = createEvent('appended', { json: `{"event_id":"appended","user_data":{"em":"${mine}.AQ"}}` });
    await outbox.put([withKeys('other', other), withKeys('mine', mine), appended, createEvent('none')]);
    const hold = { heldAt: now(), until: now() + 86_400_000 };
    await outbox.held.add({ id: 'mine', ...hold, events: [withKeys('held', mine), withKeys('held-too', mine)] });
    await outbox.held.add({ id: 'other', ...hold, events: [withKeys('held-by-other', other)] });

    expect(await outbox.forget([mine, 'c'.repeat(64)])).toEqual({
      pending: 2,
      quarantined: 1,
      held: 1,
      deadLetters: 1,
    });
    expect(await outbox.stats()).toMatchObject({ pending: 2, quarantined: 0, held: 1, deadLetters: 0 });
    expect(toEventIds(await fixture.take())).toEqual(['other', 'none']);
    expect(await outbox.forget([mine])).toEqual({ pending: 0, quarantined: 0, held: 0, deadLetters: 0 });
  });

  it.each([
    ['forgotten', async (outbox: Outbox, matchKey: string) => outbox.forget([matchKey])],
    ['dropped', async ({ queue }: Outbox) => queue.drop(toIds(await queue.list(10)))],
  ])('stores no event again that was %s while it was leased', async (_how, remove) => {
    const { outbox, now, take } = fixture;
    const matchKey = 'a'.repeat(64);
    const json = JSON.stringify({ user_data: { em: [matchKey] } });
    await outbox.put(['dead', 'quarantined', 'moved', 'postponed'].map((id) => createEvent(id, { json })));
    const [dead = '', quarantined = '', moved = '', postponed = ''] = toIds(await take());
    await remove(outbox, matchKey);
    const refusal = { reason: 'refused' };
    await outbox.setAside([dead], refusal);
    await outbox.postpone([quarantined], now() + 60_000, { lane: 'quarantine', refusal });
    await outbox.postpone([moved], now(), { lane: 'suspect' });
    await outbox.postpone([postponed], now());
    expect(await outbox.stats()).toMatchObject({ pending: 0, quarantined: 0, deadLetters: 0 });
    expect([await outbox.queue.list(10), await outbox.deadLetters.list()]).toEqual([[], []]);
  });
}
