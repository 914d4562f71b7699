import type { Problem } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { reportAmountProblems } from './amount-problems.js';

function codes(properties: object, value: unknown, currency?: string): string[] {
  const found: string[] = [];
  const report = ({ code, field }: Problem) => void found.push(`${code} ${field}`);
  const mapping = { properties: { currency, ...properties }, settings: { pixelId: '1' }, report };
  reportAmountProblems(mapping, { value, currency } as never);
  return found;
}

describe('what is odd about an amount', () => {
  it.each([
    ['12 EUR', 'USD'],
    ['12,50 €', 'USD'],
    ['€12.50', 'GBP'],
    ['USD 12', 'EUR'],
    ['chf 1’200', 'EUR'],
  ])('%s in an event in %s names another currency', (revenue, currency) => {
    expect(codes({ revenue }, 12, currency)).toEqual(['currency-differs properties.currency']);
  });

  it.each([
    ['12 EUR', 'EUR'],
    ['12,50 €', 'EUR'],
    ['$12', 'USD'],
    // Symbols and abbreviations of several currencies name none.
    ['$12', 'CAD'],
    ['12 kr', 'SEK'],
    [12, 'EUR'],
  ])('%s in an event in %s is as it should be', (revenue, currency) => {
    expect(codes({ revenue }, 12, currency)).toEqual([]);
  });

  it('looks at the field that the value is read from', () => {
    expect(codes({ revenue: 5, price: '12 EUR' }, 5, 'USD')).toEqual([]);
    expect(codes({ revenue: '', price: '12 EUR' }, 12, 'USD')).toEqual(['currency-differs properties.currency']);
  });

  it('reports an amount below 0, and nothing where the event has no amount', () => {
    expect(codes({ revenue: -5 }, -5, 'EUR')).toEqual(['revenue-negative properties.revenue']);
    expect(codes({ revenue: '12 EUR' }, undefined, undefined)).toEqual([]);
  });
});
