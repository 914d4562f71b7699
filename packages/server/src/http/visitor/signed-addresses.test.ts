import { describe, expect, it } from 'vitest';
import { createSignedAddresses } from './signed-addresses.js';
import { createSigningKey } from './signing-key.js';

const startedAt = 1_800_000_000_000;
const day = 24 * 60 * 60 * 1000;
const fbp = 'fb.1.1700000000000.42';
const address = '2606:4700::1111';

const create = (secret = 'one', now = startedAt) =>
  createSignedAddresses(createSigningKey({ secret, mode: 'live', pixels: [] }, 'ipv6'), () => now);
const token = create().sign(address, fbp);

describe('a signed address', () => {
  it.each([
    ['at once, by another process', startedAt, fbp],
    ['until a day is over', startedAt + day - 1, fbp],
    ['where a library has put its tag behind the browser id', startedAt, `${fbp}.AQYCAQMB`],
  ])('is read %s', (_name, now, _fbp) => {
    expect(create('one', now).read({ twinbeam_ipv6: token, _fbp })).toBe(address);
  });

  const [, expiresAt = '', signature = ''] = token.split('.');
  it.each<[string, Record<string, string | undefined>]>([
    ['with another browser id', { _fbp: 'fb.1.1700000000000.43' }],
    ['without a browser id', { _fbp: undefined }],
    ['with a malformed browser id', { _fbp: 'fb.1.x.42' }],
    ['with another address', { twinbeam_ipv6: `2606:4700::1112.${expiresAt}.${signature}` }],
    ['with a later end', { twinbeam_ipv6: `${address}.${Number(expiresAt) + 1}.${signature}` }],
    ['with a changed signature', { twinbeam_ipv6: token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) }],
    ['without a signature', { twinbeam_ipv6: `${address}.${expiresAt}` }],
    ['with an IPv4 address', { twinbeam_ipv6: `8.8.8.8.${expiresAt}.${signature}` }],
    ['that is none', { twinbeam_ipv6: 'none' }],
    ['that is no text of ours', { twinbeam_ipv6: `${'a'.repeat(10_000)}.${expiresAt}.${signature}` }],
    ['that is missing', { twinbeam_ipv6: undefined }],
  ])('is not read %s', (_name, cookies) => {
    expect(create().read({ twinbeam_ipv6: token, _fbp: fbp, ...cookies })).toBeUndefined();
  });

  it('is not read a day later, nor with another key', () => {
    const cookies = { twinbeam_ipv6: token, _fbp: fbp };
    expect([create('one', startedAt + day).read(cookies), create('two').read(cookies)]).toEqual([undefined, undefined]);
  });
});
