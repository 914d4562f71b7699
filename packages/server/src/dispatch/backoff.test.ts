import { describe, expect, it } from 'vitest';
import { createBackoff } from './backoff.js';

describe('a backoff', () => {
  it('doubles its bound up to the limit, and starts again after a success', () => {
    const backoff = createBackoff(() => 1);
    const waits = Array.from({ length: 9 }, () => backoff.next(60_000));
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    backoff.reset();
    expect(backoff.next(60_000)).toBe(500);
  });

  it('is drawn at random below its bound', () => {
    const draws = [0, 0.5];
    const backoff = createBackoff(() => draws.shift() ?? 0);
    expect([backoff.next(60_000), backoff.next(60_000)]).toEqual([0, 500]);
  });
});
