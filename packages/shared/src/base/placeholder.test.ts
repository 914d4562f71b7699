import { describe, expect, it } from 'vitest';
import { isPlaceholder, type PlaceholderKind } from './placeholder.js';

const everywhere = ['undefined', 'UNDEFINED', ' undefined ', '[object Object]', 'N/A', 'n/a', '(not set)', '(Not Set)'];
const words = ['null', 'Null', 'NULL', 'NaN', 'nan', 'none', 'None', '(none)', 'not set'];
const inIds = [...everywhere, ...words, '1.23457E+12', '1,23457E+12', '5e+11'];

const rows: Record<PlaceholderKind, { placeholders: unknown[]; values: unknown[] }> = {
  id: {
    placeholders: inIds,
    values: [
      '0',
      0,
      '-1',
      'guest',
      'anonymous',
      'nulls',
      'undefined1',
      '(not) set',
      'nonesuch',
      'x null',
      '',
      ' ',
      '12E+3',
      '1E12',
      'E+12',
    ],
  },
  userId: {
    placeholders: [...inIds, '0', 0, -1, '-1', 'guest', 'Guest', 'anonymous', 'ANONYMOUS'],
    values: ['1', '00', 'guest1', 'anonymous-7', 'u1', 10, -2],
  },
  orderId: { placeholders: [...inIds, '0', 0], values: ['-1', 'guest', '10', '0-1', 1] },
  name: {
    placeholders: [...everywhere, 'null', ' null', 'NaN'],
    values: ['Null', 'NULL', 'nan', 'Nan', 'None', 'none', '(none)', 'Anonymous', 'Guest', 'not set'],
  },
};

describe('placeholders', () => {
  for (const [kind, { placeholders, values }] of Object.entries(rows) as [PlaceholderKind, (typeof rows)['id']][]) {
    it.each(placeholders)(`%j is none of kind ${kind}`, (value) => {
      expect(isPlaceholder(value, kind)).toBe(true);
    });
    it.each(values)(`%j is a value of kind ${kind}`, (value) => {
      expect(isPlaceholder(value, kind)).toBe(false);
    });
  }

  it.each([undefined, null, {}, [], true, ['null']])('%j is no text, so no placeholder', (value) => {
    expect(isPlaceholder(value, 'id')).toBe(false);
  });
});
