// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const gzipped = (name: string) =>
  gzipSync(readFileSync(new URL(`../dist/${name}`, import.meta.url)), { level: 9 }).length;

/** The files that pages load, each with its budget in gzipped bytes. */
const budgets = {
  // Everything that an event needs on both legs: consent, page views, identity, the site's own rules, the purchase log,
  // delivery, the Pixel, and the mapper with the list of currencies.
  't.js': 19_410,
  // Loaded on request: Google's consent mode and the Transparency and Consent Framework.
  't-consent.js': 780,
  // Loaded on request: the tables of GA4's events and of user-provided data, and the watchers of the data layer and of elements.
  't-auto.js': 3_265,
  // Loaded in Meta's in-app browsers, and with `ipv6Url`.
  't-visitor.js': 1_895,
  // Loaded on request, by developers: advice, what other scripts send, why consent is what it is, and the overlay with its style.
  't-debug.js': 9_720,
  // Inline in every page.
  'stub.js': 535,
};

describe('what pages load', () => {
  it('is named here', () => {
    const files = readdirSync(new URL('../dist/', import.meta.url)).filter((name) => /^(t|stub)\b.*\.js$/.test(name));
    expect(files.sort()).toEqual(Object.keys(budgets).sort());
  });

  it.each(Object.entries(budgets))('%s is at most %d bytes gzipped', (name, budget) => {
    expect(gzipped(name)).toBeLessThanOrEqual(budget);
  });

  // The debug mode is for developers, who have a newer browser.
  describe.each(Object.keys(budgets).filter((name) => name !== 't-debug.js'))('%s', (name) => {
    const text = readFileSync(new URL(`../dist/${name}`, import.meta.url), 'utf8');

    it('uses nothing that Safari 14 lacks', () => {
      expect(text).not.toMatch(/hasOwn\(|\.at\(|structuredClone|\(\?<[=!]|\.findLast\(/);
    });

    it('uses nothing that libraries of pages have replaced', () => {
      expect(text).not.toMatch(/\.find\(|new (Map|Set)\b|\bSymbol\b/);
    });
  });
});

describe('the members whose names t.js shortens', () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const members = JSON.parse(read('../internal-members.json')) as string[];
  /** Returns those that are members in a text, and not only words of its strings and comments. */
  const findIn = (texts: string[]) =>
    members.filter((name) => texts.some((text) => new RegExp(`(?:[.{,]|^\\s*)${name}\\b`, 'm').test(text)));

  it('are used in its source', () => {
    const source = read('../dist/t.js.map');
    expect(members.filter((name) => !source.includes(name))).toEqual([]);
  });

  it.each([
    // Its minifier keeps the names that browsers know.
    ['t.js itself', ['../dist/t.js']],
    ['another file', ['t-auto', 't-consent', 't-debug', 't-visitor', 'stub'].map((name) => `../dist/${name}.js`)],
    ['the types of the package', ['../dist/index.d.ts', '../dist/tracker.d.ts']],
  ])('are not known to %s', (_what, paths) => {
    expect(findIn(paths.map(read))).toEqual([]);
  });
});

describe('the package', () => {
  it('can be imported where there is no page', async () => {
    expect(typeof window).toBe('undefined');
    const { createTracker, autoEvents, debugEvents, ...others } = await import('@twinbeam/browser');
    expect(others).toEqual({});
    const tracker = createTracker({ pixels: [{ pixelId: '1' }] });
    tracker.identify('u1');
    expect([tracker.track('Lead'), tracker.page(), tracker.on(() => undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    await expect(tracker.flush()).resolves.toBeUndefined();
    for (const stop of [autoEvents(tracker, ['datalayer', 'elements']), debugEvents(tracker)]) {
      expect(stop()).toBeUndefined();
    }
  });
});
