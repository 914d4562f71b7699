import { expect, it } from 'vitest';
import { toIds } from '../to-ids.js';
import { createEvent, type Fixture, toEventIds } from './fixture.js';

export function describeDeadLetters(fixture: Fixture): void {
  it('remembers when an event was first and last tried', async () => {
    const { outbox, now, pass, about } = fixture;
    await outbox.put([createEvent('a')]);
    const firstTriedAt = about(now());
    await outbox.postpone(toIds(await fixture.take()), now());
    await pass(600);
    const lastTriedAt = now();
    await outbox.setAside(toIds(await fixture.takeAll(1)), { reason: 'refused', lastTriedAt });
    const [deadLetter] = await outbox.deadLetters.list();
    expect(deadLetter).toMatchObject({ attempts: 1, firstTriedAt, lastTriedAt });
    expect(deadLetter?.firstTriedAt).toBeLessThanOrEqual(lastTriedAt - 500);
  });

  it('lists, replays and drops what is set aside', async () => {
    const { outbox, now, about } = fixture;
    await outbox.put([createEvent('a'), createEvent('b')]);
    const reason = { reason: 'refused', code: 100, traceId: 'T' };
    await outbox.setAside(toIds(await fixture.take()), reason);
    expect(await outbox.stats()).toMatchObject({ pending: 0, deadLetters: 2 });
    const deadLetters = await outbox.deadLetters.list();
    expect(deadLetters).toMatchObject([{ eventId: 'a', ...reason, setAsideAt: about(now()) }, { eventId: 'b' }]);
    const id = deadLetters[0]?.id ?? '';
    expect(await outbox.deadLetters.show(id)).toEqual(deadLetters[0]);
    expect(await outbox.deadLetters.show('none')).toBeUndefined();
    expect(await outbox.deadLetters.replay([id])).toBe(1);
    expect(toEventIds(await fixture.take())).toEqual(['a']);
    expect(await outbox.deadLetters.drop(toIds(deadLetters))).toBe(1);
    expect(await outbox.deadLetters.list()).toEqual([]);
  });

  it('drops all only when it is told so, and nothing for want of a list of ids', async () => {
    const { outbox } = fixture;
    await outbox.put([createEvent('a'), createEvent('b')]);
    await outbox.setAside(toIds(await fixture.take()), { reason: 'refused' });
    expect(await outbox.deadLetters.drop([])).toBe(0);
    const [{ id } = { id: '' }] = await outbox.deadLetters.list();
    for (const noList of [undefined, 'all', '', null, id] as unknown as string[][]) {
      await outbox.deadLetters.drop(noList).catch(() => undefined);
      if (noList !== undefined) await outbox.deadLetters.replay(noList).catch(() => undefined);
    }
    expect(await outbox.stats()).toMatchObject({ deadLetters: 2 });
    expect(await outbox.deadLetters.dropAll()).toBe(2);
    expect(await outbox.stats()).toMatchObject({ deadLetters: 0 });
  });

  it('counts and removes dead letters by the time when they were set aside, and none by their number', async () => {
    const { outbox, now, pass } = fixture;
    const setAside = async (...eventIds: string[]) => {
      await outbox.put(eventIds.map((eventId) => createEvent(eventId)));
      await outbox.setAside(toIds(await fixture.take(100)), { reason: 'refused' });
    };
    await setAside(...Array.from({ length: 20 }, (_, index) => `old-${index}`));
    await pass(200);
    const time = now();
    await pass(200);
    await setAside('young');
    expect(await outbox.stats()).toMatchObject({ deadLetters: 21 });
    expect(toEventIds(await outbox.deadLetters.list(2))).toEqual(['old-0', 'old-1']);
    expect(await outbox.deadLetters.countBefore(time)).toBe(20);
    expect(await outbox.deadLetters.dropBefore(time)).toBe(20);
    expect(await outbox.deadLetters.dropBefore(time)).toBe(0);
    expect(toEventIds(await outbox.deadLetters.list())).toEqual(['young']);
  });

  it('adds dead letters of another outbox, each once', async () => {
    const { outbox } = fixture;
    const tried = { id: '7', storedAt: 5, attempts: 2, reason: 'refused', code: 100, setAsideAt: 9 };
    const deadLetter = { ...createEvent('a'), ...tried };
    await outbox.deadLetters.add([deadLetter, { ...deadLetter, eventId: 'b' }]);
    await outbox.deadLetters.add([deadLetter]);
    const deadLetters = await outbox.deadLetters.list();
    expect(deadLetters).toMatchObject([{ ...deadLetter, id: expect.any(String) }, { eventId: 'b' }]);
    expect(await outbox.deadLetters.replay([deadLetters[0]?.id ?? ''])).toBe(1);
    expect(toEventIds(await fixture.take())).toEqual(['a']);
  });
}
