import { describe, expect, it } from 'vitest';
import { selectFbc } from './click-cookies.js';
import { parseClickId, parseFbc, parseFbcClickId } from './fbc.js';
import { createFbp, parseFbp } from './fbp.js';

describe('_fbp', () => {
  it.each([
    'fb.1.1700000000000.42',
    'fb.0.1700000000000.1098115397',
    'fb.1.1700000000000.42.AQYCAQMB',
    'fb.1.1700000000000.42.Bg',
  ])('%s is well formed', (value) => expect(parseFbp(value)).toBe(value));

  it.each(['', 'fb.1.x.42', 'fb.1.1700000000000', 'xx.1.1.1', 'fb.1.1.1.other', undefined, {}, 'fb.-1.1.1'])(
    '%j is not',
    (value) => expect(parseFbp(value)).toBeUndefined(),
  );

  it('is made of index, time and a random number', () => {
    expect(createFbp(1_800_000_000_000, 1, () => 0.5)).toBe('fb.1.1800000000000.1073741823');
  });
});

describe('_fbc', () => {
  it.each([
    ['fb.1.1700000000000.AbC', 'AbC'],
    ['fb.1.1700000000000.AbC.AQ', 'AbC'],
    ['fb.1.1700000000000.AbC.AQYCAQMB', 'AbC'],
    ['fb.1.1700000000000.AbC.x-8_Tags', 'AbC'],
    ['fb.1.1700000000000.Ab.C', 'Ab.C'],
    ['fb.2.1700000000000.A_b-%25', 'A_b-%25'],
    [`fb.1.1.${'x'.repeat(500)}`, 'x'.repeat(500)],
  ])('%s holds %s', (value, clickId) => {
    expect(parseFbcClickId(value)).toBe(clickId);
    expect(parseFbc(value)).toBe(value);
  });

  it.each([
    '',
    'AbC',
    'fb.1.1700000000000.',
    'FB.1.1.AbC',
    'fb.1.17e11.AbC',
    'fb.1.1.a b',
    'fb.1.1.a;b',
    'fb.1.1.a\r\nb',
    `fb.1.1.${'x'.repeat(501)}`,
  ])('%j is malformed', (value) => expect(parseFbc(value)).toBeUndefined());

  it('keeps its time for the same click id, and takes another', () => {
    expect(selectFbc('fb.1.1.AbC.Bg', 'AbC', 9, 1)).toBe('fb.1.1.AbC.Bg');
    expect(selectFbc('fb.1.1.AbC', 'Other', 9, 1)).toBe('fb.1.9.Other');
    expect(selectFbc('garbage', undefined, 9, 1)).toBeUndefined();
  });
});

describe('fbclid', () => {
  it.each([
    ['https://s.example/?a=1&fbclid=Ab%2EC_d-e#fbclid=no', 'Ab__DOT__C_d-e'],
    ['https://s.example/?a=1#/boots?fbclid=AbC', 'AbC'],
    ['https://s.example/?fbclid=100%', undefined],
    ['https://s.example/?fbclid=a%253D', undefined],
    ['https://s.example/#fbclid=AbC', 'AbC'],
    ['https://s.example/?xfbclid=no', undefined],
    ['https://s.example/?fbclid=', undefined],
    ['https://s.example/?fbclid=a%0d%0ab', undefined],
    [undefined, undefined],
  ])('of %s is %s', (url, clickId) => expect(parseClickId(url)).toBe(clickId));
});
