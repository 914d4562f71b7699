import { describe, expect, it } from 'vitest';
import { parseMoney } from './money.js';

describe('parseMoney', () => {
  it.each([
    ['12', 12],
    ['12 EUR', 12],
    ['EUR 12', 12],
    ['eur12', 12],
    ['12,50 €', 12.5],
    ['€12.50 EUR', 12.5],
    ['$12.50 USD', 12.5],
    ['US$12', 12],
    ['R$ 1.234,50', 1234.5],
    ['HK$5', 5],
    ['5 $US', 5],
    ['￥1200', 1200],
    ['１２', 12],
    ['Rs. 500', 500],
    ['Rs.500', 500],
    ['kr. 99', 99],
    ['99 kr', 99],
    ['12 Kč', 12],
    ['12 zł', 12],
    ['100 руб.', 100],
    ['1200円', 1200],
    ['12 euros', 12],
    ['-$5', -5],
    ['$-5', -5],
    ['EUR -5', -5],
    ['+5', 5],
  ])('reads %j as %d', (text, amount) => {
    expect(parseMoney(text)).toBe(amount);
  });

  it.each([
    '12abc',
    '12xyz',
    'abc12',
    '10%',
    '10 %',
    '5 pcs',
    '5 pairs',
    '3kg',
    'x5',
    '#5',
    '~12',
    '(5.00)',
    '($5.00)',
    '(5.00) EUR',
    '5-',
    '--5',
    '−5 €',
    '1-2',
    '1e5',
    '0x10',
    '12 of 20',
    '1:30',
    'EUR',
    '$',
    '1'.repeat(65),
    `1${','.repeat(50_000)}x1`,
  ])('takes %j for no amount', (text) => {
    expect(parseMoney(text)).toBeUndefined();
  });
});
