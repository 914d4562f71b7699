import { expect, it } from 'vitest';
import { createBodyBudget } from './body-budget.js';
import type { BodyRead } from './http-message.js';
import { type BodySink, readWithinLimits } from './read-within-limits.js';

const chunk = (length: number): Uint8Array => Buffer.alloc(length, 'a');

it.each<[string, BodyRead, (sink: BodySink) => void]>([
  ['complete', { body: chunk(4) }, ({ add, end }) => [add(chunk(3)), add(chunk(1)), end()]],
  ['empty', { body: Buffer.of() }, ({ end }) => end()],
  ['broken off', { body: '' }, ({ add, abort }) => [add(chunk(3)), abort()]],
  ['too large', { failure: 'too-large' }, ({ add }) => [add(chunk(8)), add(chunk(3))]],
  ['larger than the memory that is left', { failure: 'no-memory' }, ({ add }) => [add(chunk(8)), add(chunk(9))]],
  ['too slow', { failure: 'too-slow' }, ({ add }) => add(chunk(3))],
])('gives back the memory of a body that is %s, and takes none later', async (name, expected, send) => {
  const budget = createBodyBudget(16);
  let stops = 0;
  let late = (): void => undefined;
  const timeoutMs = name === 'too slow' ? 1 : 60_000;
  const read = await readWithinLimits({ maxBytes: 10, timeoutMs, budget }, (sink) => {
    setImmediate(send, sink);
    late = () => sink.add(chunk(1));
    return () => void stops++;
  });
  late();
  expect(read).toEqual(expected);
  expect(stops).toBe('failure' in expected ? 1 : 0);
  expect(budget.take(16)).toBe(true);
});
