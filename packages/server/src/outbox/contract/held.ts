import { expect, it } from 'vitest';
import type { Hold } from '../held-events.js';
import { lanes } from '../lanes.js';
import type { Outbox } from '../outbox.js';
import { toIds } from '../to-ids.js';
import { createEvent, type Fixture, toEventIds } from './fixture.js';
import type { ContractSetup } from './setup.js';

export function describeHeld(fixture: Fixture, { reopen, createBounded }: ContractSetup): void {
  const createHold = (id: string, events = [createEvent(id, { source: 'server' })]): Hold => {
    const heldAt = fixture.now();
    return { id, heldAt, until: heldAt + 60_000, events };
  };
  const takeServer = (pixelId = '1') => fixture.take(10, 60_000, pixelId, 'server');
  const readIds = async (outbox = fixture.outbox): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { id } of outbox.held.list()) ids.push(id);
    return ids.sort();
  };

  it('keeps held events from everybody until they are confirmed, then sends them to each pixel', async () => {
    const { outbox } = fixture;
    const events = ['1', '2'].map((pixelId) => createEvent('a', { pixelId, source: 'server', testEventCode: 'T1' }));
    expect(await outbox.held.add(createHold('a', events))).toBe('accepted');
    for (const lane of lanes) expect(await fixture.take(10, 1_000, '1', lane)).toEqual([]);
    expect(await outbox.pixels()).toEqual([]);
    expect(await outbox.stats()).toMatchObject({ pending: 0, held: 1, oldest: undefined });
    const woken = outbox.waitForDue('1', AbortSignal.timeout(10_000), 'server');
    expect(await outbox.held.end('a', 'confirmed')).toEqual({ status: 'confirmed', changed: true });
    await woken;
    const taken = await takeServer();
    expect(taken).toMatchObject([{ ...events[0], attempts: 0 }]);
    expect(toEventIds(await takeServer('2'))).toEqual(['a']);
    await outbox.confirm(toIds(taken));
    expect(await outbox.stats()).toMatchObject({ held: 0 });
  });

  it.each([
    ['confirmed', 1, 0],
    ['void', 0, 0],
    ['expired', 0, 1],
  ] as const)('ends a hold once: %s it stays, whatever is said later', async (end, pending, deadLetters) => {
    const { outbox } = fixture;
    await outbox.held.add(createHold('a'));
    expect(await outbox.held.end('a', end)).toEqual({ status: end, changed: true });
    for (const later of ['confirmed', 'void', 'expired'] as const) {
      expect(await outbox.held.end('a', later)).toEqual({ status: end, changed: false });
    }
    expect(await outbox.held.end('b', end)).toEqual({ status: 'unknown', changed: false });
    expect(await outbox.stats()).toMatchObject({ pending, deadLetters, held: 0 });
  });

  it('ends a hold once when several calls come at the same time', async () => {
    const { outbox } = fixture;
    await outbox.held.add(createHold('a'));
    const ends = ['confirmed', 'void', 'confirmed', 'void'] as const;
    const results = await Promise.all(ends.map((end) => outbox.held.end('a', end)));
    expect(results.filter(({ changed }) => changed)).toHaveLength(1);
    expect(new Set(results.map(({ status }) => status)).size).toBe(1);
    const pending = results[0]?.status === 'confirmed' ? 1 : 0;
    expect(await outbox.stats()).toMatchObject({ pending, held: 0 });
  });

  it('holds an event once, also after it was confirmed, and again after it was void or has expired', async () => {
    const { held } = fixture.outbox;
    const addAgain = () => held.add(createHold('a'));
    expect([await addAgain(), await addAgain()]).toEqual(['accepted', 'duplicate']);
    for (const end of ['void', 'expired', 'confirmed'] as const) {
      await held.end('a', end);
      expect([end, await addAgain()]).toEqual([end, end === 'confirmed' ? 'duplicate' : 'accepted']);
    }
  });

  it('does not send again what server code has sent meanwhile', async () => {
    const { outbox } = fixture;
    await outbox.held.add(createHold('a'));
    expect(await outbox.put([createEvent('a', { source: 'server' })])).toEqual(['accepted']);
    await outbox.confirm(toIds(await takeServer()));
    expect(await outbox.held.end('a', 'confirmed')).toEqual({ status: 'confirmed', changed: true });
    expect(await takeServer()).toEqual([]);
  });

  it('makes dead letters of what has expired, which can be replayed', async () => {
    const { outbox } = fixture;
    await outbox.held.add(createHold('a'));
    await outbox.held.end('a', 'expired');
    expect(await outbox.deadLetters.list()).toMatchObject([
      { eventId: 'a', attempts: 0, reason: expect.stringContaining('not confirmed') },
    ]);
    expect(await outbox.deadLetters.replay()).toBe(1);
    expect(toEventIds(await takeServer())).toEqual(['a']);
  });

  it('forgets the held events of a person', async () => {
    const { outbox } = fixture;
    const json = JSON.stringify({ user_data: { em: ['abc'] } });
    await outbox.held.add(createHold('a', [createEvent('a', { source: 'server', json })]));
    await outbox.held.add(createHold('b'));
    expect(await outbox.forget(['abc'])).toEqual({ pending: 0, quarantined: 0, held: 1, deadLetters: 0 });
    expect(await readIds()).toEqual(['b']);
    expect(await outbox.held.end('a', 'confirmed')).toEqual({ status: 'unknown', changed: false });
  });

  it.runIf(reopen)('has what is held, and how holds have ended, when it is opened again', async () => {
    const { outbox, now } = fixture;
    for (const id of ['a', 'b', 'c']) await outbox.held.add(createHold(id));
    await outbox.held.end('b', 'confirmed');
    await outbox.held.end('c', 'void');
    await outbox.close();
    const again = (await reopen?.(now)) as Outbox;
    try {
      expect(await readIds(again)).toEqual(['a']);
      expect(await again.held.end('b', 'void')).toEqual({ status: 'confirmed', changed: false });
      expect(await again.held.end('c', 'confirmed')).toEqual({ status: 'void', changed: false });
      expect(await again.held.end('a', 'confirmed')).toEqual({ status: 'confirmed', changed: true });
      expect(toEventIds(await again.take('1', 10, 60_000, { lane: 'server' })).sort()).toEqual(['a', 'b']);
    } finally {
      await again.close();
    }
  });

  it.runIf(createBounded)('confirms what is held while nothing more is accepted', async () => {
    const outbox = (await createBounded?.({ maxPending: 2, pageShare: 1 }, fixture.now)) as Outbox;
    try {
      await outbox.held.add(createHold('a'));
      await outbox.put([createEvent('b', { source: 'server' })]);
      expect(await outbox.held.end('a', 'confirmed')).toEqual({ status: 'confirmed', changed: true });
      await expect(outbox.put([createEvent('c', { source: 'server' })])).rejects.toMatchObject({ code: 'full' });
    } finally {
      await outbox.close();
    }
  });

  it('rejects with a typed error once it is closed', async () => {
    const { outbox } = fixture;
    await outbox.close();
    const closed = { name: 'OutboxError', code: 'closed' };
    await expect(outbox.held.add(createHold('a'))).rejects.toMatchObject(closed);
    await expect(outbox.held.end('a', 'confirmed')).rejects.toMatchObject(closed);
  });
}
