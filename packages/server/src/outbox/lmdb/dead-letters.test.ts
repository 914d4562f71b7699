import { expect, it } from 'vitest';
import { createEvent } from '../contract/fixture.js';
import type { DeadLetter } from '../outbox.js';
import { createLmdbDeadLetters } from './dead-letters.js';
import type { LmdbStore } from './store.js';

it('reads those of a moment once, however many are added that were set aside then', async () => {
  const reads: number[] = [];
  const added: string[] = [];
  const stored: DeadLetter = { ...createEvent('a'), id: '1', storedAt: 1, attempts: 1, reason: 'r', setAsideAt: 1 };
  const store = {
    tables: {},
    deadLetters: {
      findAt: (setAsideAt: number) => {
        reads.push(setAsideAt);
        return setAsideAt === 1 ? [stored] : [];
      },
      add: (_key: unknown, { eventId, setAsideAt }: DeadLetter) => added.push(`${eventId}${setAsideAt}`),
    },
    nextSequence: () => 1,
    change: async (run: () => unknown) => run(),
  };
  const deadLetters = createLmdbDeadLetters(store as unknown as LmdbStore);
  const create = (eventId: string, setAsideAt: number) => ({ ...stored, eventId, setAsideAt });
  await deadLetters.add([create('a', 1), create('b', 1), create('b', 1), create('a', 2), create('c', 2)]);
  expect([reads, added]).toEqual([
    [1, 2],
    ['b1', 'a2', 'c2'],
  ]);
});
