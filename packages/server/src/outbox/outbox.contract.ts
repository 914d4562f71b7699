import { beforeEach, describe, expect, it } from 'vitest';
import type { Outbox, OutboxEvent } from './outbox.js';

/** What a test of an engine gives the contract. */
export interface ContractSetup {
  /** An empty outbox on a clock that the test moves. */
  create(now: () => number): Promise<Outbox> | Outbox;
}

const event = (eventId: string, fields: Partial<OutboxEvent> = {}): OutboxEvent => ({
  pixelId: '1',
  name: 'Lead',
  eventId,
  expiresAt: 1e15,
  json: JSON.stringify({ event_id: eventId }),
  ...fields,
});

/** The contract that every engine keeps. */
export function describeOutbox(name: string, { create }: ContractSetup): void {
  describe(`outbox: ${name}`, () => {
    let outbox: Outbox;
    let time = 1_800_000_000_000;
    beforeEach(async () => {
      outbox = await create(() => time);
      return () => outbox.close();
    });
    const idsTaken = async (max = 10, lease = 1_000, pixelId = '1') =>
      (await outbox.take(pixelId, max, lease)).map(({ eventId }) => eventId);

    it('gives events back as they were put, oldest first, up to the limit', async () => {
      expect(await outbox.put([event('a'), event('b')])).toEqual(['accepted', 'accepted']);
      await outbox.put([event('c')]);
      expect(await idsTaken(2)).toEqual(['a', 'b']);
      const [third] = await outbox.take('1', 2, 1_000);
      expect(third).toMatchObject({ ...event('c'), attempts: 0, storedAt: time });
    });

    it('keeps pixels apart', async () => {
      await outbox.put([event('a'), event('a', { pixelId: '2' })]);
      expect(await idsTaken(10, 1_000, '2')).toEqual(['a']);
      expect(await idsTaken()).toEqual(['a']);
    });

    it('gives nobody else what is leased, and gives it back when the lease runs out', async () => {
      await outbox.put([event('a')]);
      expect(await idsTaken()).toEqual(['a']);
      expect(await idsTaken()).toEqual([]);
      expect(await outbox.nextDue('1')).toBe(time + 1_000);
      time += 1_001;
      expect(await idsTaken()).toEqual(['a']);
    });

    it('keeps a lease that is extended', async () => {
      await outbox.put([event('a')]);
      const ids = (await outbox.take('1', 10, 1_000)).map(({ id }) => id);
      time += 900;
      expect(await outbox.extend(ids, 1_000)).toEqual(ids);
      time += 900;
      expect(await idsTaken()).toEqual([]);
      await outbox.confirm(ids);
      expect(await outbox.stats()).toMatchObject({ pending: 0 });
      time += 200;
      expect(await idsTaken()).toEqual([]);
    });

    it('takes no more characters than are wanted, but one event at least', async () => {
      await outbox.put(['a', 'b', 'c'].map((id) => event(id, { json: 'x'.repeat(100) })));
      const taken = async (length: number) => (await outbox.take('1', 10, 1_000, length)).map(({ eventId }) => eventId);
      expect(await taken(250)).toEqual(['a', 'b']);
      expect(await taken(10)).toEqual(['c']);
    });

    it('keeps the order of what is given back untried', async () => {
      await outbox.put(['a', 'b', 'c'].map((id) => event(id)));
      const ids = (await outbox.take('1', 2, 1_000)).map(({ id }) => id);
      await outbox.postpone(ids, time, { untried: true });
      expect(await idsTaken()).toEqual(['a', 'b', 'c']);
    });

    it('accepts again what was set aside', async () => {
      await outbox.put([event('a')]);
      const ids = (await outbox.take('1', 10, 1_000)).map(({ id }) => id);
      await outbox.setAside(ids, { reason: 'refused' });
      expect(await outbox.put([event('a')])).toEqual(['accepted']);
    });

    it('remembers when an event was first and last tried', async () => {
      await outbox.put([event('a')]);
      const idOf = async () => (await outbox.take('1', 1, 1_000)).map(({ id }) => id);
      const first = time;
      await outbox.postpone(await idOf(), time);
      time += 5_000;
      await outbox.setAside(await idOf(), { reason: 'refused', lastTriedAt: time });
      expect(await outbox.deadLetters.list()).toMatchObject([{ attempts: 1, firstTriedAt: first, lastTriedAt: time }]);
    });

    it('takes one event once: while it waits, and after it was sent', async () => {
      await outbox.put([event('a')]);
      expect(await outbox.put([event('a'), event('b'), event('b')])).toEqual(['duplicate', 'accepted', 'duplicate']);
      const taken = await outbox.take('1', 10, 1_000);
      await outbox.confirm(taken.map(({ id }) => id));
      expect(await outbox.put([event('a')])).toEqual(['duplicate']);
      expect(await outbox.put([event('a', { name: 'Purchase' }), event('a', { pixelId: '2' })])).toEqual([
        'accepted',
        'accepted',
      ]);
    });

    it('has what is postponed when it is due, counting the try', async () => {
      await outbox.put([event('a'), event('b')]);
      const ids = (await outbox.take('1', 10, 1_000)).map(({ id }) => id);
      await outbox.postpone(ids.slice(0, 1), time + 5_000);
      await outbox.postpone(ids.slice(1), time + 5_000, { untried: true });
      expect(await idsTaken()).toEqual([]);
      time += 5_000;
      expect((await outbox.take('1', 10, 1_000)).map(({ attempts }) => attempts)).toEqual([1, 0]);
    });

    it('lists, replays and drops what is set aside', async () => {
      await outbox.put([event('a'), event('b')]);
      const ids = (await outbox.take('1', 10, 1_000)).map(({ id }) => id);
      await outbox.setAside(ids, { reason: 'refused', code: 100, traceId: 'T' });
      expect(await outbox.stats()).toMatchObject({ pending: 0, deadLetters: 2 });
      expect(await outbox.deadLetters.list()).toMatchObject([
        { eventId: 'a', reason: 'refused', code: 100, traceId: 'T', setAsideAt: time },
        { eventId: 'b' },
      ]);
      const [letter] = await outbox.deadLetters.list();
      expect(await outbox.deadLetters.show(letter?.id ?? '')).toEqual(letter);
      expect(await outbox.deadLetters.show('none')).toBeUndefined();
      expect(await outbox.deadLetters.replay([letter?.id ?? ''])).toBe(1);
      expect(await idsTaken()).toEqual(['a']);
      expect(await outbox.deadLetters.drop()).toBe(1);
      expect(await outbox.deadLetters.list()).toEqual([]);
    });

    it('tells how much waits, and since when', async () => {
      expect(await outbox.stats()).toEqual({ pending: 0, oldest: undefined, deadLetters: 0 });
      await outbox.put([event('a')]);
      await outbox.take('1', 10, 1_000);
      expect(await outbox.stats()).toEqual({ pending: 1, oldest: time, deadLetters: 0 });
      expect(await outbox.nextDue('none')).toBeUndefined();
    });

    it('announces what is put, until nobody listens', async () => {
      const heard: string[] = [];
      const stop = outbox.onPut((pixelId) => heard.push(pixelId));
      await outbox.put([event('a'), event('b', { pixelId: '2' })]);
      stop();
      await outbox.put([event('c')]);
      expect(heard.sort()).toEqual(['1', '2']);
    });

    it('refuses with a typed error once it is closed', async () => {
      await outbox.close();
      await expect(outbox.put([event('a')])).rejects.toMatchObject({ name: 'OutboxError', code: 'closed' });
    });
  });
}
