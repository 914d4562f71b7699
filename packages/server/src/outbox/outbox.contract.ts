import { beforeEach, describe, expect, it } from 'vitest';
import type { Outbox, OutboxEvent } from './outbox.js';

/** What a test of an engine gives the contract. */
export interface ContractSetup {
  /** An empty outbox; on the test's clock, if the engine goes by one that it is given. */
  create(now: () => number): Promise<Outbox> | Outbox;
  /** For engines on a clock of their own: the real one, which the test then waits for. */
  realTime?: boolean;
}

/** A number no further than that from another. */
const within = (expected: number, tolerance: number) => ({
  asymmetricMatch: (actual: unknown) => typeof actual === 'number' && Math.abs(actual - expected) <= tolerance,
  toString: () => `${expected} ± ${tolerance}`,
});

const event = (eventId: string, fields: Partial<OutboxEvent> = {}): OutboxEvent => ({
  pixelId: '1',
  name: 'Lead',
  eventId,
  expiresAt: 1e15,
  json: JSON.stringify({ event_id: eventId }),
  ...fields,
});

/** The contract that every engine keeps. */
export function describeOutbox(name: string, { create, realTime = false }: ContractSetup): void {
  describe(`outbox: ${name}`, () => {
    let outbox: Outbox;
    let time = 1_800_000_000_000;
    const now = () => (realTime ? Date.now() : time);
    const pass = async (ms: number) => {
      time += ms;
      if (realTime) await new Promise((resolve) => setTimeout(resolve, ms));
    };
    /** That something happened at this moment, or, by a real clock, soon before or after. */
    const about = (moment: number) => (realTime ? within(moment, 500) : moment);
    beforeEach(async () => {
      outbox = await create(now);
      return () => outbox.close();
    });
    const idsTaken = async (max = 10, lease = 1_000, pixelId = '1') =>
      (await outbox.take(pixelId, max, lease)).map(({ eventId }) => eventId);

    it('gives events back as they were put, oldest first, up to the limit', async () => {
      expect(await outbox.put([event('a'), event('b')])).toEqual(['accepted', 'accepted']);
      await outbox.put([event('c')]);
      expect(await idsTaken(2)).toEqual(['a', 'b']);
      const [third] = await outbox.take('1', 2, 1_000);
      expect(third).toMatchObject({ ...event('c'), attempts: 0, storedAt: about(now()) });
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
      // Engines that tell of what arrives need not know when that will be.
      if (!outbox.arrival) expect(await outbox.nextDue('1')).toBe(time + 1_000);
      await pass(1_050);
      expect(await idsTaken()).toEqual(['a']);
    });

    it('keeps a lease that is extended', async () => {
      await outbox.put([event('a')]);
      const ids = (await outbox.take('1', 10, 1_000)).map(({ id }) => id);
      await pass(800);
      expect(await outbox.extend(ids, 1_000)).toEqual(ids);
      await pass(800);
      expect(await idsTaken()).toEqual([]);
      await outbox.confirm(ids);
      expect(await outbox.stats()).toMatchObject({ pending: 0 });
      await pass(300);
      expect(await idsTaken()).toEqual([]);
    });

    it('takes no more characters than are wanted, but one event at least', async () => {
      await outbox.put(['a', 'b', 'c'].map((id) => event(id, { json: 'x'.repeat(10_000) })));
      const taken = async (length: number) => (await outbox.take('1', 10, 1_000, length)).map(({ eventId }) => eventId);
      expect(await taken(25_000)).toEqual(['a', 'b']);
      expect(await taken(10)).toEqual(['c']);
    });

    it('keeps the order of what is given back untried', async () => {
      await outbox.put(['a', 'b', 'c'].map((id) => event(id)));
      const ids = (await outbox.take('1', 2, 1_000)).map(({ id }) => id);
      await outbox.postpone(ids, now(), { untried: true });
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
      const firstTriedAt = about(now());
      await outbox.postpone(await idOf(), now());
      await pass(600);
      const lastTriedAt = now();
      await outbox.setAside(await idOf(), { reason: 'refused', lastTriedAt });
      expect(await outbox.deadLetters.list()).toMatchObject([{ attempts: 1, firstTriedAt, lastTriedAt }]);
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
      await outbox.postpone(ids.slice(0, 1), now() + 600);
      await outbox.postpone(ids.slice(1), now() + 600, { untried: true });
      expect(await idsTaken()).toEqual([]);
      await pass(800);
      const attempts = (await outbox.take('1', 10, 1_000)).map((taken) => [taken.eventId, taken.attempts]);
      expect(Object.fromEntries(attempts)).toEqual({ a: 1, b: 0 });
    });

    it('lists, replays and drops what is set aside', async () => {
      await outbox.put([event('a'), event('b')]);
      const ids = (await outbox.take('1', 10, 1_000)).map(({ id }) => id);
      await outbox.setAside(ids, { reason: 'refused', code: 100, traceId: 'T' });
      expect(await outbox.stats()).toMatchObject({ pending: 0, deadLetters: 2 });
      expect(await outbox.deadLetters.list()).toMatchObject([
        { eventId: 'a', reason: 'refused', code: 100, traceId: 'T', setAsideAt: about(now()) },
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

    it('takes over dead letters of another outbox, each once', async () => {
      const letter = { ...event('a'), id: '7', storedAt: 5, attempts: 2, reason: 'refused', code: 100, setAsideAt: 9 };
      await outbox.deadLetters.add([letter, { ...letter, eventId: 'b' }]);
      await outbox.deadLetters.add([letter]);
      const letters = await outbox.deadLetters.list();
      expect(letters).toMatchObject([{ ...letter, id: expect.any(String) }, { eventId: 'b' }]);
      expect(await outbox.deadLetters.replay([letters[0]?.id ?? ''])).toBe(1);
      expect(await idsTaken()).toEqual(['a']);
    });

    it('tells how much waits, and since when', async () => {
      const engine = { name: expect.stringMatching(/^(memory|lmdb|nats)$/) };
      expect(await outbox.stats()).toMatchObject({ pending: 0, oldest: undefined, deadLetters: 0, engine });
      expect(await outbox.pixels()).toEqual([]);
      await outbox.put([event('a')]);
      await outbox.take('1', 10, 1_000);
      expect(await outbox.stats()).toMatchObject({ pending: 1, oldest: about(now()), deadLetters: 0 });
      expect(await outbox.pixels()).toEqual(['1']);
      await idsTaken(10, 1_000, '9');
      expect(await outbox.nextDue('9')).toBeUndefined();
    });

    it('tells when something is there to take, whoever put it', async () => {
      if (!outbox.arrival) return;
      const { signal } = new AbortController();
      const told = outbox.arrival('1', signal);
      await outbox.put([event('a')]);
      await told;
      expect(await idsTaken()).toEqual(['a']);
      const given = new AbortController();
      const none = outbox.arrival('1', given.signal);
      given.abort();
      await none;
    });

    it('holds a pixel until a time, or until the hold is ended', async () => {
      expect(outbox.holds.get('1')).toBeUndefined();
      await outbox.holds.set('1', { until: 5, reason: 'token' });
      expect(outbox.holds.get('1')).toEqual({ until: 5, reason: 'token' });
      expect(outbox.holds.get('2')).toBeUndefined();
      await outbox.holds.set('1', undefined);
      expect(outbox.holds.get('1')).toBeUndefined();
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
