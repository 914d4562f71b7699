// @vitest-environment node
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const gzipped = (name: string) =>
  gzipSync(readFileSync(new URL(`../dist/${name}`, import.meta.url)), { level: 9 }).length;

describe('the size of what pages load', () => {
  it.each([
    // Both legs but for the mapper: cookies, delivery that tries again, Pixel.
    ['t.js', 4_720],
    // The same for sites with actions, mappings or lists of their own.
    ['t-rules.js', 5_000],
    // The mapper, beside the Pixel's own library, which is dozens of times larger.
    ['t-map.js', 3_540],
    // The same for sites with rules of their own.
    ['t-map-rules.js', 4_390],
    // Loaded on request: the table of GA4's events, and the watchers of the data layer and of elements.
    ['t-auto.js', 2_420],
    // Loaded on request, by developers: most of it is advice.
    ['t-debug.js', 2_710],
    // Stands inline in every page.
    ['stub.js', 320],
  ])('%s is at most %d bytes gzipped', (name, budget) => {
    expect(gzipped(name)).toBeLessThanOrEqual(budget);
  });
});

describe('the package', () => {
  it('can be imported where there is no page', async () => {
    expect(typeof window).toBe('undefined');
    expect(Object.keys(await import('@twinbeam/browser'))).toEqual(['autoEvents', 'createTracker', 'debugEvents']);
  });
});
