import {
  type CustomData,
  type Fields,
  firstPresent,
  isPresent,
  type Problem,
  parseCurrency,
  type Settings,
  warning,
} from '@twinbeam/shared';

/**
 * Finds what is odd about an amount that is sent nevertheless: one below 0, a text such as `12 EUR` that names another
 * currency than the event has, and a currency that neither the message nor the site has named.
 */
export function findAmountProblems(
  properties: Fields,
  { value, currency, net_revenue, predicted_ltv }: CustomData,
  { defaultCurrency }: Settings,
): Problem[] {
  if (firstPresent(value, net_revenue, predicted_ltv) === undefined) return [];
  const problems: Problem[] = [];
  if (Number(value) < 0) problems.push(warning('revenue-negative', 'properties.revenue'));
  const given = firstPresent(properties.revenue, properties.value, properties.price, properties.total);
  const written = value !== undefined && typeof given === 'string' ? parseWrittenCurrency(given) : undefined;
  const isAssumed = defaultCurrency === undefined && !isPresent(properties.currency);
  if (written && written !== currency) problems.push(warning('currency-differs', 'properties.currency'));
  else if (isAssumed && currency) problems.push(warning('currency-assumed', 'properties.currency'));
  return problems;
}

/** Parses the currency beside the number of an amount: a code of ISO 4217, or the euro's symbol, which has no other use. */
const parseWrittenCurrency = (amount: string): string | undefined =>
  parseCurrency(amount.replace('€', 'EUR').replace(/[^a-z]+/gi, ''));
