// @vitest-environment node
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const gzipped = (name: string) =>
  gzipSync(readFileSync(new URL(`../dist/${name}`, import.meta.url)), { level: 9 }).length;

describe('the size of what pages load', () => {
  it.each([
    // Consent, page views, identity, purchases once (3.1 kB), and delivery that survives a server and a page (1.7 kB).
    ['t.js', 4_930],
    // The same for sites with actions, mappings or lists of their own, which may name a purchase.
    ['t-rules.js', 5_210],
    // The mapper and the Pixel's leg, beside Meta's library, which is dozens of times larger.
    ['t-map.js', 3_580],
    // The same for sites with rules of their own.
    ['t-map-rules.js', 4_430],
    // Loaded on request: Google's consent mode and the Transparency and Consent Framework.
    ['t-consent.js', 710],
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
