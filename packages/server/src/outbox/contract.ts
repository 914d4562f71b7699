import { beforeEach, describe, expect, it } from 'vitest';
import type { Hold } from './held-events.js';
import { type Lane, lanes } from './lanes.js';
import type { Outbox, OutboxEvent, StoredEvent } from './outbox.js';

/** Engine to test, as the tests need it. */
export interface ContractSetup {
  /** Opens an empty outbox; on the test's clock, if the engine takes one. */
  create(now: () => number): Promise<Outbox> | Outbox;
  /** Opens the outbox that `create` opened last, after it was closed. For durable engines. */
  reopen?(now: () => number): Promise<Outbox> | Outbox;
  /** Opens an empty outbox with these bounds. For engines that have bounds of their own. */
  createBounded?(bounds: ContractBounds, now: () => number): Promise<Outbox> | Outbox;
  /** For engines with a clock of their own: the tests wait by the real one. */
  realTime?: boolean;
}

/** Bounds of an outbox to test; those that are left out are none that the tests reach. */
export interface ContractBounds {
  maxPending?: number;
  maxBytes?: number;
  /** Share of both that events of pages may fill. */
  pageShare: number;
}

/**
 * Declares the vitest tests that every engine of the outbox passes.
 *
 * @example
 * import { describeOutbox } from '@twinbeam/server/outbox-contract';
 * describeOutbox('redis', { create: () => createRedisOutbox({ prefix: randomUUID() }), realTime: true });
 */
export function describeOutbox(name: string, setup: ContractSetup): void {
  describe(`outbox: ${name}`, () => {
    const fixture = createFixture(setup);
    beforeEach(fixture.open);
    describePut(fixture);
    describeTake(fixture);
    describeLease(fixture);
    describePostpone(fixture);
    describeLanes(fixture, setup);
    describeQueue(fixture);
    describeDeadLetters(fixture);
    describeForget(fixture);
    describeHeld(fixture, setup);
    describeBounds(fixture, setup);
    describeWaitForDue(fixture);
    describePauses(fixture);
    describeState(fixture, setup);
  });
}

type Fixture = ReturnType<typeof createFixture>;

function createFixture({ create, realTime = false }: ContractSetup) {
  let outbox: Outbox;
  let time = 1_800_000_000_000;
  const now = () => (realTime ? Date.now() : time);
  return {
    now,
    get outbox() {
      return outbox;
    },
    async open() {
      outbox = await create(now);
      return () => outbox.close();
    },
    async pass(ms: number) {
      time += ms;
      if (realTime) await new Promise((resolve) => setTimeout(resolve, ms));
    },
    /** Matches a moment; by a real clock, one shortly before or after it. */
    about: (moment: number) => (realTime ? within(moment, 500) : moment),
    take: (max = 10, leaseMs = 1_000, pixelId = '1', lane: Lane = 'page') =>
      outbox.take(pixelId, max, leaseMs, { lane }),
  };
}

const within = (expected: number, tolerance: number) => ({
  asymmetricMatch: (actual: unknown) => typeof actual === 'number' && Math.abs(actual - expected) <= tolerance,
  toString: () => `${expected} ± ${tolerance}`,
});

const createEvent = (eventId: string, fields: Partial<OutboxEvent> = {}): OutboxEvent => ({
  pixelId: '1',
  name: 'Lead',
  eventId,
  source: 'page',
  expiresAt: 1e15,
  json: JSON.stringify({ event_id: eventId }),
  ...fields,
});
const toIds = (events: readonly StoredEvent[]): string[] => events.map(({ id }) => id);
const toEventIds = (events: readonly OutboxEvent[]): string[] => events.map(({ eventId }) => eventId);

function describePut(fixture: Fixture): void {
  it('accepts an event once: while it is pending, and after it was sent', async () => {
    const { outbox } = fixture;
    await outbox.put([createEvent('a')]);
    const events = ['a', 'b', 'b'].map((id) => createEvent(id));
    expect(await outbox.put(events)).toEqual(['duplicate', 'accepted', 'duplicate']);
    await outbox.confirm(toIds(await fixture.take()));
    expect(await outbox.put([createEvent('a')])).toEqual(['duplicate']);
    const others = [createEvent('a', { name: 'Purchase' }), createEvent('a', { pixelId: '2' })];
    expect(await outbox.put(others)).toEqual(['accepted', 'accepted']);
  });

  it('accepts again what was moved to another outbox and comes back, once', async () => {
    const { outbox } = fixture;
    await outbox.put([createEvent('a')]);
    const moved = await fixture.take();
    await outbox.confirm(toIds(moved), { moved: true });
    expect(await outbox.stats()).toMatchObject({ pending: 0 });
    expect(await outbox.put(moved)).toEqual(['accepted']);
    expect(await outbox.put(moved)).toEqual(['duplicate']);
    expect(toEventIds(await fixture.take())).toEqual(['a']);
  });

  it('lets server code replace what a page said and what waits, and send what a page has sent', async () => {
    const { outbox } = fixture;
    const page = createEvent('a', { json: '{"value":1}' });
    const server = createEvent('a', { source: 'server', json: '{"value":2}' });
    await outbox.put([page]);
    expect(await outbox.put([server])).toEqual(['accepted']);
    expect(await outbox.put([page, server])).toEqual(['duplicate', 'duplicate']);
    expect(await fixture.take()).toEqual([]);
    const taken = await fixture.take(10, 1_000, '1', 'server');
    expect(taken).toMatchObject([{ json: '{"value":2}' }]);
    await outbox.confirm(toIds(taken));
    expect(await outbox.put([page, server])).toEqual(['duplicate', 'duplicate']);
    expect(await outbox.stats()).toMatchObject({ pending: 0 });

    await outbox.put([createEvent('b')]);
    const leased = await fixture.take();
    expect(await outbox.put([createEvent('b', { source: 'server' })])).toEqual(['accepted']);
    await outbox.confirm(toIds(leased));
    expect(toEventIds(await fixture.take(10, 1_000, '1', 'server'))).toEqual(['b']);

    await outbox.put([createEvent('c')]);
    await outbox.confirm(toIds(await fixture.take()));
    expect(await outbox.put([createEvent('c', { source: 'server' })])).toEqual(['accepted']);
    expect(await outbox.put([createEvent('c', { source: 'server' }), createEvent('c')])).toEqual([
      'duplicate',
      'duplicate',
    ]);
    expect(toEventIds(await fixture.take(10, 1_000, '1', 'server'))).toEqual(['c']);
  });

  it('accepts again what was set aside', async () => {
    const { outbox } = fixture;
    await outbox.put([createEvent('a')]);
    await outbox.setAside(toIds(await fixture.take()), { reason: 'refused' });
    expect(await outbox.put([createEvent('a')])).toEqual(['accepted']);
  });
}

function describeTake(fixture: Fixture): void {
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
    await outbox.postpone(check(await fixture.take()), now(), { lane: 'quarantine', refusal });
    const quarantined = await fixture.take(10, 1_000, '1', 'quarantine');
    await outbox.setAside(check(quarantined), refusal);
    check(await outbox.deadLetters.list());
    await outbox.deadLetters.replay();
    const replayed = check(await fixture.take());
    await outbox.postpone(replayed, now());
    await outbox.confirm(check(await fixture.take()));
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
}

function describeLease(fixture: Fixture): void {
  it('gives nobody else what is leased, and makes it available when the lease runs out', async () => {
    await fixture.outbox.put([createEvent('a')]);
    expect(toEventIds(await fixture.take())).toEqual(['a']);
    expect(await fixture.take()).toEqual([]);
    await fixture.pass(1_050);
    expect(toEventIds(await fixture.take())).toEqual(['a']);
  });

  it('keeps a lease that is extended', async () => {
    const { outbox, pass } = fixture;
    await outbox.put([createEvent('a')]);
    const ids = toIds(await fixture.take());
    await pass(800);
    expect(await outbox.extend(ids, 1_000)).toEqual(ids);
    await pass(800);
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
    const again = await fixture.take();
    expect(toEventIds(again).sort()).toEqual(['a', 'b']);
    await outbox.confirm(toIds(again));
    expect(await outbox.stats()).toMatchObject({ pending: 0 });
  });
}

function describePostpone(fixture: Fixture): void {
  it('keeps the order of what is given back untried', async () => {
    const { outbox, now } = fixture;
    await outbox.put(['a', 'b', 'c'].map((id) => createEvent(id)));
    await outbox.postpone(toIds(await fixture.take(2)), now(), { untried: true });
    expect(toEventIds(await fixture.take())).toEqual(['a', 'b', 'c']);
  });

  it('returns what is postponed when it is due, counting the attempt', async () => {
    const { outbox, now, pass } = fixture;
    await outbox.put([createEvent('a'), createEvent('b')]);
    const ids = toIds(await fixture.take());
    await outbox.postpone(ids.slice(0, 1), now() + 600);
    await outbox.postpone(ids.slice(1), now() + 600, { untried: true });
    expect(await fixture.take()).toEqual([]);
    await pass(800);
    const attempts = (await fixture.take()).map((taken) => [taken.eventId, taken.attempts]);
    expect(Object.fromEntries(attempts)).toEqual({ a: 1, b: 0 });
  });
}

function describeLanes(fixture: Fixture, { reopen }: ContractSetup): void {
  const refusal = { reason: 'refused', code: 100 };
  const take = (lane: Lane) => fixture.take(10, 1_000, '1', lane);
  /** Puts an event and moves it to another lane. */
  const quarantine = async (until: number) => {
    const { outbox } = fixture;
    await outbox.put([createEvent('a', { source: 'server' })]);
    await outbox.postpone(toIds(await take('server')), until, { lane: 'quarantine', refusal });
  };

  it('keeps what server code says apart from what pages and SDKs say', async () => {
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
    await quarantine(now() + 500);
    for (const lane of lanes) expect(await take(lane)).toEqual([]);
    expect(await outbox.stats()).toMatchObject({ pending: 0, quarantined: 1, oldest: undefined });
    expect(await outbox.pixels()).toEqual([]);
    const woken = outbox.waitForDue('1', AbortSignal.timeout(10_000), 'quarantine');
    await pass(700);
    await woken;
    const taken = await take('quarantine');
    expect(taken).toMatchObject([{ eventId: 'a', source: 'server', attempts: 1, refusals: 1, refusal }]);
    await outbox.postpone(toIds(taken), now(), { lane: 'quarantine', refusal });
    const again = await take('quarantine');
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

function describeQueue(fixture: Fixture): void {
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
    expect(await outbox.queue.replay()).toBe(1);
    expect(await outbox.queue.replay()).toBe(0);
    expect(await outbox.stats()).toMatchObject({ pending: 2, quarantined: 0 });
    const events = [...(await take()), ...(await take())];
    expect(toEventIds(events).sort()).toEqual(['a', 'c']);
    expect(events.map(({ refusals }) => refusals ?? 0)).toEqual([0, 0]);
  });
}

function describeDeadLetters(fixture: Fixture): void {
  it('remembers when an event was first and last tried', async () => {
    const { outbox, now, pass, about } = fixture;
    await outbox.put([createEvent('a')]);
    const firstTriedAt = about(now());
    await outbox.postpone(toIds(await fixture.take()), now());
    await pass(600);
    const lastTriedAt = now();
    await outbox.setAside(toIds(await fixture.take()), { reason: 'refused', lastTriedAt });
    expect(await outbox.deadLetters.list()).toMatchObject([{ attempts: 1, firstTriedAt, lastTriedAt }]);
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
    expect(await outbox.deadLetters.drop()).toBe(1);
    expect(await outbox.deadLetters.list()).toEqual([]);
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

function describeForget(fixture: Fixture): void {
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

    expect(await outbox.forget([mine, 'c'.repeat(64)])).toEqual({
      pending: 2,
      quarantined: 1,
      held: 0,
      deadLetters: 1,
    });
    expect(await outbox.stats()).toMatchObject({ pending: 2, quarantined: 0, deadLetters: 0 });
    expect(toEventIds(await fixture.take())).toEqual(['other', 'none']);
    expect(await outbox.forget([mine])).toEqual({ pending: 0, quarantined: 0, held: 0, deadLetters: 0 });
  });
}

function describeBounds({ now }: Fixture, { createBounded }: ContractSetup): void {
  const full = { name: 'OutboxError', code: 'full' };
  const open = async (bounds: ContractBounds, run: (outbox: Outbox) => Promise<void>): Promise<void> => {
    const outbox = (await createBounded?.(bounds, now)) as Outbox;
    try {
      await run(outbox);
    } finally {
      await outbox.close();
    }
  };
  const drain = async (outbox: Outbox, lane: Lane = 'page') =>
    outbox.confirm(toIds(await outbox.take('1', 100, 10_000, { lane })));

  it.runIf(createBounded)('stores events together or not at all, and has room again when some are sent', () =>
    open({ maxPending: 4, pageShare: 1 }, async (outbox) => {
      await outbox.put(['a', 'b', 'c'].map((id) => createEvent(id)));
      await expect(outbox.put(['d', 'e'].map((id) => createEvent(id)))).rejects.toMatchObject(full);
      expect(await outbox.stats()).toMatchObject({ pending: 3 });
      await outbox.put([createEvent('d')]);
      await expect(outbox.put([])).rejects.toMatchObject(full);
      await drain(outbox);
      expect(await outbox.put([])).toEqual([]);
      expect(await outbox.put(['e', 'f'].map((id) => createEvent(id)))).toEqual(['accepted', 'accepted']);
    }),
  );

  it.runIf(createBounded)('lets pages fill a share of it, and server code all', () =>
    open({ maxPending: 4, pageShare: 0.5 }, async (outbox) => {
      await outbox.put(['a', 'b'].map((id) => createEvent(id)));
      await expect(outbox.put([createEvent('c')])).rejects.toMatchObject(full);
      await expect(outbox.put([createEvent('c', { source: 'sdk' })])).rejects.toMatchObject(full);
      await expect(outbox.put([])).rejects.toMatchObject(full);
      await outbox.put(['c', 'd'].map((id) => createEvent(id, { source: 'server' })));
      await expect(outbox.put([createEvent('e', { source: 'server' })])).rejects.toMatchObject(full);
      await drain(outbox, 'server');
      await drain(outbox);
      expect(await outbox.put([createEvent('e')])).toEqual(['accepted']);
    }),
  );

  it.runIf(createBounded)('is bounded by bytes too', () =>
    open({ maxBytes: 400_000, pageShare: 1 }, async (outbox) => {
      const large = (id: string) => createEvent(id, { json: JSON.stringify({ id, text: 'x'.repeat(50_000) }) });
      await outbox.put(['a', 'b', 'c', 'd'].map(large));
      await expect(outbox.put(['e', 'f', 'g', 'h'].map(large))).rejects.toMatchObject(full);
      expect(await outbox.stats()).toMatchObject({ pending: 4 });
      await outbox.put(['e', 'f'].map(large));
      await drain(outbox);
      await outbox.put(['g', 'h', 'i', 'j'].map(large));
    }),
  );
}

function describeHeld(fixture: Fixture, { reopen, createBounded }: ContractSetup): void {
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
    expect(await outbox.held.settle('a', 'confirmed')).toEqual({ status: 'confirmed', changed: true });
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
    expect(await outbox.held.settle('a', end)).toEqual({ status: end, changed: true });
    for (const later of ['confirmed', 'void', 'expired'] as const) {
      expect(await outbox.held.settle('a', later)).toEqual({ status: end, changed: false });
    }
    expect(await outbox.held.settle('b', end)).toEqual({ status: 'unknown', changed: false });
    expect(await outbox.stats()).toMatchObject({ pending, deadLetters, held: 0 });
  });

  it('ends a hold once when several calls come at the same time', async () => {
    const { outbox } = fixture;
    await outbox.held.add(createHold('a'));
    const ends = ['confirmed', 'void', 'confirmed', 'void'] as const;
    const results = await Promise.all(ends.map((end) => outbox.held.settle('a', end)));
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
      await held.settle('a', end);
      expect([end, await addAgain()]).toEqual([end, end === 'confirmed' ? 'duplicate' : 'accepted']);
    }
  });

  it('does not send again what server code has sent meanwhile', async () => {
    const { outbox } = fixture;
    await outbox.held.add(createHold('a'));
    expect(await outbox.put([createEvent('a', { source: 'server' })])).toEqual(['accepted']);
    await outbox.confirm(toIds(await takeServer()));
    expect(await outbox.held.settle('a', 'confirmed')).toEqual({ status: 'confirmed', changed: true });
    expect(await takeServer()).toEqual([]);
  });

  it('makes dead letters of what has expired, which can be replayed', async () => {
    const { outbox } = fixture;
    await outbox.held.add(createHold('a'));
    await outbox.held.settle('a', 'expired');
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
    expect(await outbox.held.settle('a', 'confirmed')).toEqual({ status: 'unknown', changed: false });
  });

  it.runIf(reopen)('has what is held, and how holds have ended, when it is opened again', async () => {
    const { outbox, now } = fixture;
    for (const id of ['a', 'b', 'c']) await outbox.held.add(createHold(id));
    await outbox.held.settle('b', 'confirmed');
    await outbox.held.settle('c', 'void');
    await outbox.close();
    const again = (await reopen?.(now)) as Outbox;
    try {
      expect(await readIds(again)).toEqual(['a']);
      expect(await again.held.settle('b', 'void')).toEqual({ status: 'confirmed', changed: false });
      expect(await again.held.settle('c', 'confirmed')).toEqual({ status: 'void', changed: false });
      expect(await again.held.settle('a', 'confirmed')).toEqual({ status: 'confirmed', changed: true });
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
      expect(await outbox.held.settle('a', 'confirmed')).toEqual({ status: 'confirmed', changed: true });
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
    await expect(outbox.held.settle('a', 'confirmed')).rejects.toMatchObject(closed);
  });
}

function describeWaitForDue(fixture: Fixture): void {
  /** Waits as a dispatcher does, which has found nothing. */
  const waitAfterTake = async (signal = AbortSignal.timeout(10_000)) => {
    expect(await fixture.take()).toEqual([]);
    const state = { isWoken: false };
    const woken = fixture.outbox.waitForDue('1', signal).then(() => {
      state.isWoken = true;
    });
    return { state, woken };
  };

  it('resolves at once while something is due', async () => {
    await fixture.outbox.put([createEvent('a')]);
    await fixture.outbox.waitForDue('1', new AbortController().signal);
    expect(toEventIds(await fixture.take())).toEqual(['a']);
  });

  it('resolves when an event of the pixel is put, and not before', async () => {
    const { state, woken } = await waitAfterTake();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(state.isWoken).toBe(false);
    await fixture.outbox.put([createEvent('a')]);
    await woken;
    expect(toEventIds(await fixture.take())).toEqual(['a']);
  });

  it.each([
    ['a lease runs out', async () => fixture.take(10, 400)],
    [
      'what was postponed is due',
      async () => fixture.outbox.postpone(toIds(await fixture.take()), fixture.now() + 400),
    ],
    [
      'a dead letter is replayed',
      async () => {
        await fixture.outbox.setAside(toIds(await fixture.take()), { reason: 'refused' });
        setTimeout(() => fixture.outbox.deadLetters.replay(), 50);
      },
    ],
  ])('resolves when %s', async (_name, lease) => {
    await fixture.outbox.put([createEvent('a')]);
    await lease();
    const { woken } = await waitAfterTake();
    await fixture.pass(500);
    await woken;
    const taken = await fixture.take();
    expect(toEventIds(taken)).toEqual(['a']);
  });

  it('resolves when it is aborted', async () => {
    const controller = new AbortController();
    const { woken } = await waitAfterTake(controller.signal);
    controller.abort();
    await woken;
    await fixture.outbox.waitForDue('1', controller.signal);
  });
}

function describePauses(fixture: Fixture): void {
  it('pauses a pixel until a time, or until the pause is ended', async () => {
    const { pauses } = fixture.outbox;
    expect(pauses.get('1')).toBeUndefined();
    await pauses.set('1', { until: 5, reason: 'token' });
    expect(pauses.get('1')).toEqual({ until: 5, reason: 'token' });
    expect(pauses.get('2')).toBeUndefined();
    await pauses.set('1', undefined);
    expect(pauses.get('1')).toBeUndefined();
  });
}

function describeState(fixture: Fixture, { reopen }: ContractSetup): void {
  it('tells how many events are pending, since when, and by which engine', async () => {
    const { outbox, now, about } = fixture;
    const engine = { name: expect.stringMatching(/./) };
    expect(await outbox.stats()).toMatchObject({
      pending: 0,
      quarantined: 0,
      oldest: undefined,
      deadLetters: 0,
      engine,
    });
    expect(await outbox.pixels()).toEqual([]);
    await outbox.put([createEvent('a')]);
    await fixture.take();
    expect(await outbox.stats()).toMatchObject({ pending: 1, oldest: about(now()), deadLetters: 0 });
    expect(await outbox.pixels()).toEqual(['1']);
  });

  it('is ready for the pixels and the lease that it is used with', async () => {
    await fixture.outbox.ready();
    await fixture.outbox.ready({ pixelIds: ['1', '2'], leaseMs: 1_000 });
    await fixture.outbox.put([createEvent('a', { pixelId: '2' })]);
    expect(toEventIds(await fixture.take(10, 1_000, '2'))).toEqual(['a']);
  });

  it('tells of no change of state while it is reachable', async () => {
    const problems: unknown[] = [];
    const stop = fixture.outbox.onStateChange((problem) => problems.push(problem));
    await fixture.outbox.put([createEvent('a')]);
    stop();
    expect(problems).toEqual([]);
  });

  it('rejects with a typed error once it is closed', async () => {
    const { outbox } = fixture;
    await outbox.close();
    const closed = { name: 'OutboxError', code: 'closed' };
    await expect(outbox.put([createEvent('a')])).rejects.toMatchObject(closed);
    await expect(outbox.ready()).rejects.toMatchObject(closed);
    await expect(outbox.waitForDue('1', new AbortController().signal)).rejects.toMatchObject(closed);
  });

  it.runIf(reopen)('says that it is durable, and has what was put when it is opened again', async () => {
    const { outbox, now } = fixture;
    expect(outbox.durable).toBe(true);
    await outbox.put([createEvent('a')]);
    await outbox.close();
    const again = (await reopen?.(now)) as Outbox;
    try {
      expect(await again.put([createEvent('a')])).toEqual(['duplicate']);
      expect(await again.take('1', 10, 1_000)).toMatchObject([createEvent('a')]);
    } finally {
      await again.close();
    }
  });

  it.skipIf(reopen)('says that it is not durable', () => {
    expect(fixture.outbox.durable).toBe(false);
  });
}
