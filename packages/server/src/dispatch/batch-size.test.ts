import { expect, it } from 'vitest';
import { createBatchSize } from './batch-size.js';

it('halves the size of a batch after each that was too slow, and doubles it after each that was sent', () => {
  const size = createBatchSize();
  const sizes = [size.current()];
  for (const events of [1_000, 500, 9, 1]) {
    size.shrink(events);
    sizes.push(size.current());
  }
  for (let sent = 0; sent < 11; sent++) size.grow();
  expect([...sizes, size.current()]).toEqual([1_000, 500, 250, 4, 1, 1_000]);
});
