import { expect, it } from 'vitest';
import { createEvent } from './contract/fixture.js';
import { createLayeredOutbox } from './layered/layered-outbox.js';
import { createMemoryOutbox } from './memory/memory.js';
import { moveHolds, moveOutbox } from './move.js';

const hold = { id: 'h', heldAt: 1, until: 1e15, events: [createEvent('h', { source: 'server' })] };

it('leaves no hold behind that was confirmed while it was moved', async () => {
  const from = createMemoryOutbox();
  const to = createMemoryOutbox();
  await from.held.add(hold);
  const add: typeof to.held.add = async (moved) => {
    await from.held.end('h', 'confirmed');
    return to.held.add(moved);
  };
  expect(await moveHolds(from, { ...to, held: { ...to.held, add } })).toBe(0);
  expect(await from.stats()).toMatchObject({ pending: 1, held: 0 });
  expect(await to.stats()).toMatchObject({ pending: 0, held: 0 });
});

it('copies the withdrawals of consent that the other outbox does not have', async () => {
  const from = createMemoryOutbox();
  const to = createMemoryOutbox();
  const at = Date.now();
  await from.withdrawals.add([
    { visitor: 'a', at },
    { visitor: 'b', at: at - 9_000 },
  ]);
  await to.withdrawals.add([{ visitor: 'b', at }]);
  await moveOutbox(from, to);
  expect(to.withdrawals.list()).toEqual([
    { visitor: 'b', at },
    { visitor: 'a', at },
  ]);
});

it('moves nothing where both are the same outbox', async () => {
  const outbox = createMemoryOutbox();
  await outbox.put([createEvent('e')]);
  await outbox.held.add(hold);
  await expect(moveOutbox(outbox, { ...outbox })).rejects.toThrow('the same outbox');
  expect(await outbox.stats()).toMatchObject({ pending: 1, held: 1 });
  const other = createMemoryOutbox();
  expect(await moveOutbox(outbox, other)).toMatchObject({ events: 1, held: 1 });
  expect([await outbox.stats(), await other.stats()]).toMatchObject([{ held: 0 }, { pending: 1, held: 1 }]);
});

it('moves nothing where one outbox is a part of the other', async () => {
  const first = createMemoryOutbox();
  const second = createMemoryOutbox();
  const both = createLayeredOutbox({ first, second });
  await first.put([createEvent('e')]);
  for (const part of [first, second]) {
    await expect(moveOutbox(both, part)).rejects.toThrow('the same outbox');
    await expect(moveOutbox(part, both)).rejects.toThrow('the same outbox');
  }
  expect(await first.stats()).toMatchObject({ pending: 1 });
  await both.close();
});

it('stores nothing to learn whether both are the same outbox', async () => {
  const from = createMemoryOutbox();
  const to = createMemoryOutbox();
  const refuse = () => Promise.reject(new Error('a hold was stored'));
  expect(await moveOutbox(from, { ...to, held: { ...to.held, add: refuse } })).toMatchObject({ events: 0, held: 0 });
});
