import { describe, expect, it } from 'vitest';
import { findOutboxFolder, isOutboxUrl, openOutbox, splitOutboxUrls } from './open-outbox.js';

const urls = ['memory:', 'lmdb:./my outbox', 'nats://host:4222,other:4222', 'tls://user:word@host?stream=SHOP'];

describe('the URL of an outbox', () => {
  it.each(urls)('%s names one, as the first of two and as the second', (url) => {
    expect(isOutboxUrl(url)).toBe(true);
    expect(splitOutboxUrls(url)).toEqual([url]);
    expect(splitOutboxUrls(`${url}  lmdb:./a b`)).toEqual([url, 'lmdb:./a b']);
    expect(splitOutboxUrls(`lmdb:./a b ${url}`)).toEqual(['lmdb:./a b', url]);
  });

  it('of a store on disk names its folder', () => {
    expect(urls.map(findOutboxFolder)).toEqual([undefined, './my outbox', undefined, undefined]);
  });

  it.each(['', 'lmdb:', 'memory:x', 'redis://host', './.twinbeam'])('%j names none', (url) => {
    expect(isOutboxUrl(url)).toBe(false);
    expect(() => openOutbox(url)).toThrow('names no engine');
  });
});
