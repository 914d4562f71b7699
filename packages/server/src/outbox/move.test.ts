import { expect, it } from 'vitest';
import { createEvent } from './contract/fixture.js';
import { createMemoryOutbox } from './memory/memory.js';
import { moveHolds } from './move.js';

const hold = { id: 'h', heldAt: 1, until: 1e15, events: [createEvent('h', { source: 'server' })] };

it('leaves no hold behind that was confirmed while it was moved', async () => {
  const from = createMemoryOutbox();
  const to = createMemoryOutbox();
  await from.held.add(hold);
  const add: typeof to.held.add = async (moved) => {
    await from.held.settle('h', 'confirmed');
    return to.held.add(moved);
  };
  expect(await moveHolds(from, { ...to, held: { ...to.held, add } })).toBe(0);
  expect(await from.stats()).toMatchObject({ pending: 1, held: 0 });
  expect(await to.stats()).toMatchObject({ pending: 0, held: 0 });
});
