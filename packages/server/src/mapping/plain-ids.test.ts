import type { Problem } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { readPlainIds, toExactId } from './plain-ids.js';

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

describe('readPlainIds', () => {
  it('takes each id of the first object that has it', () => {
    const traits = { page_id: '2', partner_id: 'faf12ef=', partner_name: 'liveramp', fb_login_id: 7, other: 'x' };
    const problems: Problem[] = [];
    const ids = readPlainIds({ context: { page_id: '1' }, traits }, (problem) => void problems.push(problem));
    expect(problems).toEqual([]);
    expect(ids).toEqual({ page_id: '1', partner_id: 'faf12ef=', partner_name: 'liveramp', fb_login_id: '7' });
  });

  it('warns of ids that were rounded, and of text that stands for none', () => {
    const problems: Problem[] = [];
    const traits = { ig_sid: 2 ** 53, subscription_id: '(not set)', page_id: null };
    const ids = readPlainIds({ traits }, (problem) => void problems.push(problem));
    expect(ids).toEqual({});
    expect(problems).toEqual([
      { code: 'id-rounded', severity: 'warning', field: 'traits.ig_sid' },
      { code: 'placeholder-value', severity: 'warning', field: 'traits.subscription_id' },
    ]);
  });
});
