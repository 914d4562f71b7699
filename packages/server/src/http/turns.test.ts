import { expect, it } from 'vitest';
import { createTurns } from './turns.js';

/** Makes each request record its turn; `next` begins the next turn. */
function createTrace(maxBytes: number) {
  const scheduled: (() => void)[] = [];
  const entered: string[] = [];
  const turns = createTurns({ maxBytes, runNext: (run) => void scheduled.push(run) });
  const settle = () => new Promise(setImmediate);
  return {
    entered,
    enter: (name: string, bytes: number) => void turns.enter(bytes).then(() => entered.push(name)),
    settle,
    isScheduled: () => scheduled.length > 0,
    async next() {
      scheduled.shift()?.();
      await settle();
    },
  };
}

it('fills each turn with as many bodies as fit, in the order of the requests', async () => {
  const { enter, entered, settle, next, isScheduled } = createTrace(10);
  for (const [name, bytes] of Object.entries({ a: 4, b: 6, c: 1, d: 9, e: 1 })) enter(name, bytes);
  await settle();
  expect(entered.join('')).toBe('ab');
  await next();
  expect(entered.join('')).toBe('abcd');
  await next();
  expect(entered.join('')).toBe('abcde');
  await next();
  expect(isScheduled()).toBe(false);
  enter('f', 10);
  await settle();
  expect(entered.join('')).toBe('abcdef');
});

it('gives a larger body a turn of its own', async () => {
  const { enter, entered, settle, next } = createTrace(10);
  for (const [name, bytes] of Object.entries({ a: 1, b: 11, c: 1 })) enter(name, bytes);
  await settle();
  expect(entered.join('')).toBe('a');
  await next();
  expect(entered.join('')).toBe('ab');
  await next();
  expect(entered.join('')).toBe('abc');
});
