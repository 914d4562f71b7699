import { type CustomData, type Fields, firstPresent, type Problem, parseCurrency, warning } from '@twinbeam/shared';

/**
 * Finds what is odd about an amount that is sent nevertheless: one below 0, and a text such as `12 EUR` that names
 * another currency than the event has.
 */
export function findAmountProblems(properties: Fields, { value, currency }: CustomData): Problem[] {
  if (value === undefined) return [];
  const problems: Problem[] = [];
  if (Number(value) < 0) problems.push(warning('revenue-negative', 'properties.revenue'));
  const given = firstPresent(properties.revenue, properties.value, properties.price, properties.total);
  const written = typeof given === 'string' ? parseWrittenCurrency(given) : undefined;
  if (written && written !== currency) problems.push(warning('currency-differs', 'properties.currency'));
  return problems;
}

/** Parses the currency beside the number of an amount: a code of ISO 4217, or the euro's symbol, which has no other use. */
const parseWrittenCurrency = (amount: string): string | undefined =>
  parseCurrency(amount.replace('€', 'EUR').replace(/[^a-z]+/gi, ''));
