import { expect, it, vi } from 'vitest';
import { createEvent } from '../contract/fixture.js';
import { describeOutbox } from '../contract.js';
import { createMemoryOutbox } from '../memory/memory.js';
import { type Outbox, OutboxError } from '../outbox.js';
import { toIds } from '../to-ids.js';
import { createLayeredOutbox } from './layered-outbox.js';

/** An engine whose members are inherited, like those of an instance of a class. */
const createInherited = (now: () => number): Outbox => Object.create(createMemoryOutbox({ now }));

describeOutbox('layered', {
  create: (now) => createLayeredOutbox({ first: createInherited(now), second: createInherited(now) }),
});

/** An outbox whose calls work, fail or hang, as the test says. */
function createFaulty() {
  const inner = createMemoryOutbox();
  const state: { mode: 'works' | 'fails' | 'hangs' | 'loses the response' } = { mode: 'works' };
  const guard =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (state.mode === 'fails') throw new OutboxError('unavailable', 'It is away.');
      if (state.mode === 'hangs') return new Promise(() => undefined);
      const result = await call(...args);
      return state.mode === 'works' ? result : new Promise(() => undefined);
    };
  const { put, checkWritable, stats, ready, held, withdrawals } = inner;
  const outbox: Outbox = {
    ...inner,
    put: guard(put),
    checkWritable: guard(checkWritable),
    stats: guard(stats),
    ready: guard(ready),
    held: { ...held, add: guard(held.add), end: guard(held.end) },
    withdrawals: { ...withdrawals, add: guard(withdrawals.add) },
  };
  return { outbox, inner, state };
}

const readIds = async (outbox: Outbox): Promise<string[]> =>
  (await outbox.queue.list(1_000)).map(({ eventId }) => eventId).sort();

it('knows the withdrawals of both, and hands those of the second to the first when it is back', async () => {
  const { outbox: first, inner, state } = createFaulty();
  const second = createMemoryOutbox();
  const outbox = createLayeredOutbox({ first, second });
  const at = Date.now();
  await outbox.withdrawals.add([{ visitor: 'before', at }]);
  state.mode = 'fails';
  await outbox.withdrawals.add([{ visitor: 'during', at }]);
  expect(['before', 'during'].map(outbox.withdrawals.find)).toEqual([at, at]);
  expect(inner.withdrawals.find('during')).toBeUndefined();
  state.mode = 'works';
  await expect.poll(() => inner.withdrawals.find('during'), { timeout: 5_000 }).toBe(at);
  // Later runs do not compare them again.
  const list = vi.spyOn(second.withdrawals, 'list');
  const runs = vi.spyOn(second, 'stats');
  await expect.poll(() => runs.mock.calls.length, { timeout: 5_000 }).toBeGreaterThan(1);
  expect(list).not.toHaveBeenCalled();
  await outbox.close();
});

it.each(['fails', 'hangs', 'loses the response'] as const)(
  'takes what the first cannot when it %s, says so, and hands it over when the first is back: all, and each once',
  async (mode) => {
    const { outbox: first, inner, state } = createFaulty();
    const second = createMemoryOutbox();
    const told: unknown[] = [];
    const outbox = createLayeredOutbox({
      ...{ first, second },
      onSecondUsed: (problem) => told.push(problem?.code ?? 'back'),
      onHandedOver: (events) => told.push(events),
    });
    await outbox.put([createEvent('before')]);
    state.mode = mode;
    expect(await outbox.put([createEvent('a')])).toEqual(['accepted']);
    expect(await outbox.put([createEvent('a'), createEvent('b')])).toEqual(['duplicate', 'accepted']);
    await outbox.put([createEvent('before'), createEvent('p', { name: 'Purchase', source: 'server' })]);
    await outbox.held.add({ id: 'h', heldAt: 1, until: 1e15, events: [createEvent('h', { source: 'server' })] });
    expect(await outbox.stats()).toMatchObject({
      pending: 4,
      held: 1,
      second: { engine: 'memory', pending: 4, isUsed: true, isAlone: true },
    });
    state.mode = 'works';
    await expect.poll(() => second.stats()).toMatchObject({ pending: 0, held: 0 });
    expect(await readIds(inner)).toEqual(['a', 'b', 'before', 'p']);
    expect(await outbox.held.end('h', 'confirmed')).toMatchObject({ status: 'confirmed', changed: true });
    expect(await outbox.stats()).toMatchObject({ pending: 5, second: { pending: 0, isUsed: false, isAlone: false } });
    expect(told).toEqual(['unavailable', 4, 'back']);
    await outbox.close();
  },
);

it('takes what does not fit into the first, and hands over as much as fits', async () => {
  const first = createMemoryOutbox({ maxPending: 8, pageShare: 0.5 });
  const second = createMemoryOutbox();
  const outbox = createLayeredOutbox({ first, second });
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await outbox.put([createEvent(id)]);
  await outbox.put([createEvent('s', { source: 'server' })]);
  expect(await outbox.stats()).toMatchObject({ pending: 8, second: { pending: 3, isUsed: true, isAlone: false } });
  expect(await readIds(first)).toEqual(['a', 'b', 'c', 'd', 's']);
  await outbox.confirm(toIds(await outbox.take('1', 2, 1_000)));
  // Pages have four places of eight, and the server's event takes up one of them.
  await expect.poll(() => readIds(second)).toHaveLength(2);
  await outbox.confirm(toIds(await outbox.take('1', 10, 1_000)));
  await expect.poll(() => readIds(second)).toEqual([]);
  await outbox.close();
});

it('lists the events of both, and drops and replays them by their ids', async () => {
  const { outbox: first, state } = createFaulty();
  const outbox = createLayeredOutbox({ first, second: createMemoryOutbox() });
  await outbox.put([createEvent('a')]);
  state.mode = 'fails';
  await outbox.put([createEvent('b')]);
  const listed = await outbox.queue.list(10);
  expect(listed).toMatchObject([{ eventId: 'b', id: 'second.1' }]);
  expect(await outbox.queue.drop(toIds(listed))).toBe(1);
  expect(await outbox.stats()).toMatchObject({ pending: 0 });
  await outbox.close();
});

it('rejects when neither can store', async () => {
  const { outbox: first, state } = createFaulty();
  const second = createMemoryOutbox({ maxPending: 1 });
  const outbox = createLayeredOutbox({ first, second });
  state.mode = 'fails';
  await outbox.put([createEvent('a', { source: 'server' })]);
  await expect(outbox.put([createEvent('b')])).rejects.toMatchObject({ name: 'OutboxError', code: 'full' });
  await outbox.close();
});

it('hands over events though the first does not take a dead letter, and tells it once', async () => {
  const { outbox: first, inner, state } = createFaulty();
  const second = createMemoryOutbox();
  const told: string[] = [];
  const outbox = createLayeredOutbox({
    first: { ...first, deadLetters: { ...first.deadLetters, add: () => Promise.reject(new Error('too large')) } },
    second,
    onKept: ({ message }) => told.push(message),
  });
  state.mode = 'fails';
  await outbox.put([createEvent('dead'), createEvent('a')]);
  const [dead] = toIds(await second.take('1', 1, 60_000));
  await second.setAside([dead ?? ''], { reason: 'refused' });
  state.mode = 'works';
  await expect.poll(() => readIds(inner)).toEqual(['a']);
  await expect.poll(() => told).toHaveLength(1);
  await outbox.put([createEvent('b')]);
  expect(await readIds(inner)).toEqual(['a', 'b']);
  await outbox.close();
  expect(told).toEqual(['The first outbox has failed: an unexpected Error was thrown.']);
});
