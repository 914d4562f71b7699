import { describe, expect, it } from 'vitest';
import { createResponseTimeout } from './response-timeout.js';

const ignore = (): void => undefined;
const create = (timeoutMs: number, leaseMs = 30_000) =>
  createResponseTimeout({
    ...{ pixelId: '1', timeoutMs, leaseMs },
    logger: { info: ignore, warn: ignore, error: ignore },
  });

describe('the time limit of responses', () => {
  it.each([
    ['to ten seconds', 1_500, 30_000, [1_500, 3_000, 6_000, 10_000, 10_000]],
    ['to half of a lease at most', 1_500, 8_000, [1_500, 3_000, 4_000, 4_000, 4_000]],
    ['not at all, when it is longer than that already', 12_000, 30_000, [12_000, 12_000, 12_000, 12_000, 12_000]],
  ])('doubles with each timeout, %s', (_name, timeoutMs, leaseMs, limits) => {
    const timeout = create(timeoutMs, leaseMs);
    const seen = limits.map(() => {
      const current = timeout.currentMs();
      timeout.extend(current);
      return current;
    });
    expect(seen).toEqual(limits);
    expect(timeout.extend(timeout.currentMs())).toBe(false);
  });

  it('is doubled once by several requests that time out together', () => {
    const timeout = create(1_000);
    for (let request = 0; request < 4; request++) expect(timeout.extend(1_000)).toBe(true);
    expect(timeout.currentMs()).toBe(2_000);
  });

  it('goes down in steps, to twice the time that Meta takes and never below the option', () => {
    const timeout = create(1_000);
    timeout.extend(1_000);
    timeout.extend(2_000);
    for (let response = 0; response < 20; response++) timeout.shorten(1_400);
    expect(timeout.currentMs()).toBe(2_800);
    timeout.shorten(100);
    expect(timeout.currentMs()).toBe(2_240);
    for (let response = 0; response < 20; response++) timeout.shorten(100);
    expect(timeout.currentMs()).toBe(1_000);
  });
});
