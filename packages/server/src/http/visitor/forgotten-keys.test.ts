import { describe, expect, it } from 'vitest';
import { createForgottenKeys } from './forgotten-keys.js';

describe('forgotten match keys', () => {
  it.each([
    ['a key that was told before', ['a'], 1_000, true],
    ['a key that was told at that time', ['a'], 5_000, true],
    ['a key that was told later', ['a'], 5_001, false],
    ['one of several', ['c', 'a'], 1_000, true],
    ['another key', ['b'], 1_000, false],
  ])('%s: %j stored at %i is forgotten: %s', (_name, keys, since, isForgotten) => {
    const forgotten = createForgottenKeys(60_000);
    forgotten.add(['a'], 5_000);
    expect(forgotten.has(keys, since)).toBe(isForgotten);
  });

  it('are forgotten again later, when the person asks once more', () => {
    const forgotten = createForgottenKeys(60_000);
    forgotten.add(['a'], 5_000);
    forgotten.add(['a'], 9_000);
    expect(forgotten.has(['a'], 7_000)).toBe(true);
  });

  it('are remembered for as long as a browser may keep them, and no longer', () => {
    const forgotten = createForgottenKeys(60_000);
    forgotten.add(['a'], 0);
    forgotten.add(['b'], 60_000);
    expect(forgotten.has(['a'], 0)).toBe(true);
    forgotten.add(['c'], 60_001);
    expect([forgotten.has(['a'], 0), forgotten.has(['b'], 0)]).toEqual([false, true]);
  });

  it('make everything stored before forgotten if there are too many, and take no more memory', () => {
    const forgotten = createForgottenKeys(60_000);
    forgotten.add(
      Array.from({ length: 10_000 }, (_, index) => `k${index}`),
      5_000,
    );
    expect(forgotten.has(['other'], 1_000)).toBe(false);
    forgotten.add(['one more'], 6_000);
    expect([forgotten.has(['other'], 6_000), forgotten.has(['k1'], 6_001)]).toEqual([true, false]);
    forgotten.add(['a'], 7_000);
    expect([forgotten.has(['a'], 7_000), forgotten.has(['other'], 7_000)]).toEqual([true, false]);
  });
});
