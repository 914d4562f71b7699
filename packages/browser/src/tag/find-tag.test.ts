import { JSDOM } from 'jsdom';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findTag } from './find-tag.js';

const path = '/twin/t.js';

// Restores the globals before the next file is imported.
afterEach(() => void vi.unstubAllGlobals());

/** Finds the tag of a page in which another script evaluates this one: neither `currentScript` nor the stack has it. */
function find(html: string) {
  const { window } = new JSDOM(html, { url: 'https://www.shop.example/a/b' });
  const { src, dataset } = findTag(window as unknown as Window, window.document, path);
  return { src, consent: dataset.consent };
}

describe('the tag of a script that another one evaluates', () => {
  it.each([
    ['its own path', '/twin/t.js', 'https://www.shop.example/twin/t.js'],
    ['its own path, and a query', '/twin/t.js?ver=6.5', 'https://www.shop.example/twin/t.js?ver=6.5'],
    ['its own path, relative', '../twin/t.js', 'https://www.shop.example/twin/t.js'],
    ['its own URL', 'https://www.shop.example/twin/t.js', 'https://www.shop.example/twin/t.js'],
  ])('is the one with %s', (_name, given, src) => {
    const other = '<script src="/other/t.js" data-consent="pending"></script>';
    expect(find(`${other}<script src="${given}" data-consent="granted"></script>`)).toEqual({
      src,
      consent: 'granted',
    });
  });

  it.each([
    'src="https://cdn.example/twin/t.js"',
    'src="https://www.shop.example.evil.example/twin/t.js"',
    'src="/twin/t.jsx"',
    'src="/twin/t.js" type="text/plain"',
    'src="/twin/t.js" type="javascript/blocked"',
    'src="/twin/t.js" type="application/json"',
  ])('is none that another script or a consent platform has: %s', (attributes) => {
    expect(find(`<script ${attributes} data-consent="granted"></script>`)).toEqual({ src: '', consent: undefined });
  });

  it.each(['', ' type', ' type="module"', ' type="text/javascript"', ' type="application/javascript"'])(
    'may have a type that browsers run:%s',
    (type) => {
      expect(find(`<script src="/twin/t.js"${type}></script>`).src).toBe('https://www.shop.example/twin/t.js');
    },
  );

  it.each([
    ['/twin/t.js', 'https://www.shop.example/twin/t.js'],
    ['https://www.shop.example/twin/t.js', 'https://www.shop.example/twin/t.js'],
    ['//www.shop.example/twin/t.js', ''],
    ['v/twin/t.js', ''],
  ])('on a page with a URL of its own never leads to another host: %s', (given, src) => {
    vi.stubGlobal('URL', {});
    expect(find(`<script src="${given}"></script>`).src).toBe(src);
  });
});
