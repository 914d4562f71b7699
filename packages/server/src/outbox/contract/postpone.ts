import { expect, it } from 'vitest';
import { toIds } from '../to-ids.js';
import { createEvent, type Fixture, toEventIds } from './fixture.js';

export function describePostpone(fixture: Fixture): void {
  it('keeps the order of what is given back untried', async () => {
    const { outbox, now } = fixture;
    await outbox.put(['a', 'b', 'c'].map((id) => createEvent(id)));
    await outbox.postpone(toIds(await fixture.take(2)), now(), { untried: true });
    expect(toEventIds(await fixture.takeAll(3))).toEqual(['a', 'b', 'c']);
  });

  it('returns what is postponed when it is due, counting the attempt', async () => {
    const { outbox, now, pass } = fixture;
    await outbox.put([createEvent('a'), createEvent('b')]);
    const ids = toIds(await fixture.take());
    await outbox.postpone(ids.slice(0, 1), now() + 600);
    await outbox.postpone(ids.slice(1), now() + 600, { untried: true });
    expect(await fixture.take()).toEqual([]);
    await pass(800);
    const attempts = (await fixture.takeAll(2)).map((taken) => [taken.eventId, taken.attempts]);
    expect(Object.fromEntries(attempts)).toEqual({ a: 1, b: 0 });
  });
}
