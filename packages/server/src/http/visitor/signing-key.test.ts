import { describe, expect, it } from 'vitest';
import { createSigningKey, type SigningKeyOptions } from './signing-key.js';

const pixel = { accessToken: 'token', appSecret: undefined };
const options: SigningKeyOptions = { mode: 'live', secret: undefined, pixels: [pixel] };
const fetchToken = () => 'token';

const isShared = (one: SigningKeyOptions, other: SigningKeyOptions, purposes = ['ipv6', 'ipv6']): boolean => {
  const [first, second] = [createSigningKey(one, purposes[0] ?? ''), createSigningKey(other, purposes[1] ?? '')];
  return second.isSigned('text', first.sign('text'));
};

describe('createSigningKey', () => {
  it.each<[string, SigningKeyOptions, SigningKeyOptions]>([
    ['the same token', options, options],
    ['the same secret, whatever the tokens', { ...options, secret: 's' }, { ...options, secret: 's', pixels: [] }],
    [
      'the same app secret, whatever the tokens',
      { ...options, pixels: [{ ...pixel, appSecret: 'a' }] },
      { ...options, pixels: [{ accessToken: fetchToken, appSecret: 'a' }] },
    ],
    [
      'the same token of a later pixel',
      { ...options, pixels: [{ ...pixel, accessToken: fetchToken }, pixel] },
      options,
    ],
  ])('is the same in processes that have %s', (_name, one, other) => {
    expect(isShared(one, other)).toBe(true);
  });

  it.each<[string, SigningKeyOptions, SigningKeyOptions]>([
    ['another token', options, { ...options, pixels: [{ ...pixel, accessToken: 'other' }] }],
    ['another secret', { ...options, secret: 'one' }, { ...options, secret: 'two' }],
    ['dry runs', { ...options, mode: 'dry' }, { ...options, mode: 'dry' }],
    [
      'functions in place of tokens',
      { ...options, pixels: [{ ...pixel, accessToken: fetchToken }] },
      { ...options, pixels: [{ ...pixel, accessToken: fetchToken }] },
    ],
  ])('differs between processes with %s', (_name, one, other) => {
    expect(isShared(one, other)).toBe(false);
  });

  it('signs only for its own purpose', () => {
    expect(isShared(options, options, ['ipv6', 'session'])).toBe(false);
  });

  it.each([
    ['another text', 'texts', (signature: string) => signature],
    ['a part of the signature', 'text', (signature: string) => signature.slice(1)],
    ['no signature', 'text', () => ''],
    ['an appended character', 'text', (signature: string) => `${signature}A`],
  ])('refuses %s', (_name, text, change) => {
    const key = createSigningKey(options, 'ipv6');
    expect(key.isSigned('text', key.sign('text'))).toBe(true);
    expect(key.isSigned(text, change(key.sign('text')))).toBe(false);
  });
});
