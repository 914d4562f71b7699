import type { Problem } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { addPlainIds, type PlainIds, toExactId } from './plain-ids.js';

describe('toExactId', () => {
  it.each([
    ['123', '123'],
    [' 98765432109876543 ', '98765432109876543'],
    [9007199254740991, '9007199254740991'],
    [98765432109876543n, '98765432109876543'],
    [2 ** 53, undefined],
    [1.5, undefined],
    [Number.NaN, undefined],
    ['', undefined],
    ['ada@example.com', undefined],
    [{}, undefined],
    [true, undefined],
  ])('of %s is %s', (value, id) => expect(toExactId(value)).toBe(id));
});

describe('addPlainIds', () => {
  it('adds what is not there yet', () => {
    const ids: PlainIds = { page_id: '1' };
    const source = { page_id: '2', partner_id: 'faf12ef=', partner_name: 'liveramp', fb_login_id: 7, other: 'x' };
    const problems: Problem[] = [];
    addPlainIds(ids, source, 'context', problems);
    expect(problems).toEqual([]);
    expect(ids).toEqual({ page_id: '1', partner_id: 'faf12ef=', partner_name: 'liveramp', fb_login_id: '7' });
  });

  it('warns of ids that were rounded, and of text that stands for none', () => {
    const ids: PlainIds = {};
    const problems: Problem[] = [];
    addPlainIds(ids, { ig_sid: 2 ** 53, subscription_id: '(not set)', page_id: null }, 'traits', problems);
    expect(ids).toEqual({});
    expect(problems).toEqual([
      { code: 'id-rounded', severity: 'warning', field: 'traits.ig_sid' },
      { code: 'placeholder-value', severity: 'warning', field: 'traits.subscription_id' },
    ]);
  });
});
