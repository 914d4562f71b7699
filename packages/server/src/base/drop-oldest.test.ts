import { expect, it } from 'vitest';
import { dropOldest } from './drop-oldest.js';

it('keeps the newest entries, and removes a tenth of them at a time', () => {
  const entries = new Set<number>();
  let removals = 0;
  for (let number = 1; number <= 1_000; number++) {
    entries.add(number);
    const before = entries.size;
    dropOldest(entries, 100);
    if (entries.size < before) removals++;
    expect(entries.size).toBeLessThanOrEqual(110);
    expect(entries.has(Math.max(1, number - 99))).toBe(true);
  }
  expect(removals).toBeLessThanOrEqual(100);
  expect(entries.has(889)).toBe(false);
});
