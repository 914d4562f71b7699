import { describe, expect, it } from 'vitest';
import { formatKeptIds, parseKeptIds } from './kept-ids.js';

const ids = { anonymousId: 'b3c6a1e2-0000', fbp: 'fb.1.1700000000000.42', fbc: 'fb.1.1700000000000.AbC-_1.Bg' };

describe('the cookie that keeps ids', () => {
  it.each([
    ids,
    { ...ids, fbc: undefined },
    { ...ids, fbc: 'fb.1.1700000000000.Ab!Cd' },
    { ...ids, anonymousId: undefined, fbp: undefined },
  ])('returns what was stored: %j', (stored) => {
    expect(parseKeptIds(formatKeptIds(stored))).toEqual(stored);
  });

  it.each([
    [undefined, {}],
    ['', {}],
    ['!!', {}],
    ['b3c6a1e2-0000', { anonymousId: 'b3c6a1e2-0000' }],
    ['ada@example.com!fb.1.x!fb.1.1700000000000.a%2Cb', {}],
    [`x!${ids.fbp}!${ids.fbc};more`, { anonymousId: 'x', fbp: ids.fbp }],
  ])('takes of %j what is well formed', (value, expected) => {
    expect(parseKeptIds(value)).toEqual({ anonymousId: undefined, fbp: undefined, fbc: undefined, ...expected });
  });
});
