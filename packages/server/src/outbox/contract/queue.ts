import { expect, it } from 'vitest';
import { toIds } from '../to-ids.js';
import { createEvent, type Fixture, toEventIds } from './fixture.js';

export function describeQueue(fixture: Fixture): void {
  it('lists, drops and replays what is pending and quarantined', async () => {
    const { outbox, now, take, about } = fixture;
    const refusal = { reason: 'refused', code: 100 };
    await outbox.put(['a', 'b', 'c'].map((id) => createEvent(id)));
    await outbox.postpone(toIds(await take(1)), now() + 60_000, { lane: 'quarantine', refusal });
    const listed = await outbox.queue.list(2);
    expect(listed).toMatchObject([
      { eventId: 'a', lane: 'quarantine', refusal },
      { eventId: 'b', lane: 'page' },
    ]);
    expect(listed[0]?.dueAt).toEqual(about(now() + 60_000));
    expect(await outbox.queue.drop([listed[1]?.id ?? '', 'none'])).toBe(1);
    for (const noList of ['all', '', null] as unknown as string[][]) {
      await outbox.queue.drop(noList).catch(() => undefined);
      await outbox.queue.replay(noList).catch(() => undefined);
    }
    expect(await outbox.queue.replay()).toBe(1);
    expect(await outbox.queue.replay()).toBe(0);
    expect(await outbox.stats()).toMatchObject({ pending: 2, quarantined: 0 });
    const events = [...(await take()), ...(await take())];
    expect(toEventIds(events).sort()).toEqual(['a', 'c']);
    expect(events.map(({ refusals }) => refusals ?? 0)).toEqual([0, 0]);
  });
}
