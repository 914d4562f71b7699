import { expect, it } from 'vitest';
import { type Lane, lanes } from '../lanes.js';
import type { Outbox } from '../outbox.js';
import { toIds } from '../to-ids.js';
import { createEvent, type Fixture } from './fixture.js';
import type { ContractSetup } from './setup.js';

export function describeLanes(fixture: Fixture, { reopen }: ContractSetup): void {
  const refusal = { reason: 'refused', code: 100 };
  const take = (lane: Lane) => fixture.take(10, 10_000, '1', lane);
  /** Puts an event and moves it to another lane. */
  const quarantine = async (until: number) => {
    const { outbox } = fixture;
    await outbox.put([createEvent('a', { source: 'server' })]);
    await outbox.postpone(toIds(await take('server')), until, { lane: 'quarantine', refusal });
  };

  it('keeps events of server code apart from those of pages and SDKs', async () => {
    await fixture.outbox.put([
      createEvent('a', { source: 'server' }),
      createEvent('b'),
      createEvent('c', { source: 'sdk' }),
    ]);
    expect(await take('page')).toMatchObject([
      { eventId: 'b', source: 'page' },
      { eventId: 'c', source: 'sdk' },
    ]);
    expect(await take('server')).toMatchObject([{ eventId: 'a', source: 'server', pixelId: '1' }]);
    expect(await fixture.outbox.pixels()).toEqual(['1']);
  });

  it('quarantines an event with its refusals, and wakes whoever waits for it when it is due', async () => {
    const { outbox, now, pass } = fixture;
    await quarantine(now() + 2_000);
    for (const lane of lanes) expect(await take(lane)).toEqual([]);
    expect(await outbox.stats()).toMatchObject({ pending: 0, quarantined: 1, oldest: undefined });
    expect(await outbox.pixels()).toEqual([]);
    const woken = outbox.waitForDue('1', AbortSignal.timeout(10_000), 'quarantine');
    await pass(2_100);
    await woken;
    const taken = await fixture.takeAll(1, 'quarantine');
    expect(taken).toMatchObject([{ eventId: 'a', source: 'server', attempts: 1, refusals: 1, refusal }]);
    await outbox.postpone(toIds(taken), now(), { lane: 'quarantine', refusal });
    const again = await fixture.takeAll(1, 'quarantine');
    expect(again).toMatchObject([{ attempts: 2, refusals: 2 }]);
    await outbox.confirm(toIds(again));
    expect(await outbox.stats()).toMatchObject({ pending: 0, quarantined: 0 });
  });

  it('moves suspects to a lane of their own, untried', async () => {
    const { outbox, now } = fixture;
    await outbox.put([createEvent('a')]);
    await outbox.postpone(toIds(await take('page')), now(), { lane: 'suspect', untried: true });
    expect(await outbox.stats()).toMatchObject({ pending: 1, quarantined: 0 });
    expect(await take('suspect')).toMatchObject([{ eventId: 'a', attempts: 0 }]);
  });

  it('replays a dead letter from the quarantine as if it had never been refused', async () => {
    const { outbox, now } = fixture;
    await quarantine(now());
    await outbox.setAside(toIds(await take('quarantine')), refusal);
    expect(await outbox.deadLetters.list()).toMatchObject([{ refusals: 1, reason: 'refused' }]);
    await outbox.deadLetters.replay();
    const [event] = await take('server');
    expect(event).toMatchObject({ eventId: 'a', source: 'server', attempts: 0 });
    expect(event?.refusals ?? 0).toBe(0);
  });

  it.runIf(reopen)('has what is quarantined when it is opened again', async () => {
    const { outbox, now } = fixture;
    await quarantine(now() + 60_000);
    await outbox.close();
    const again = (await reopen?.(now)) as Outbox;
    try {
      expect(await again.stats()).toMatchObject({ pending: 0, quarantined: 1 });
      expect(await again.put([createEvent('a', { source: 'server' })])).toEqual(['duplicate']);
    } finally {
      await again.close();
    }
  });
}
