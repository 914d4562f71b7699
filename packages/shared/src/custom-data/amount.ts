import { error, type Problem, warning } from '../base/problem.js';
import { type Fields, firstPresent } from '../base/value.js';
import type { CustomData } from '../meta.js';
import { parseCurrency } from './currency.js';
import { parseMoney } from './money.js';

/** The value of an event. Without a currency there is no value: Meta does not count an amount without a currency. */
export interface Amount {
  value: number | undefined;
  currency: string | undefined;
  problems: Problem[];
}

/**
 * Selects what the properties of an event give as its amount: the first field that is there.
 *
 * @example
 * selectAmount({ revenue: '', price: '12 EUR' }); // '12 EUR'
 */
export const selectAmount = ({ revenue, value, price, total }: Fields): unknown =>
  firstPresent(revenue, value, price, total);

/**
 * Maps the amount of an event. A purchase needs an amount; in other events an unreadable amount is left out.
 *
 * `always`: the event has a currency even without a value. `ownCurrency`: the currency in the message.
 */
export function toAmount(
  data: CustomData,
  {
    isPurchase,
    always,
    ownCurrency,
    defaultCurrency = 'USD',
  }: { isPurchase: boolean; always: boolean; ownCurrency: unknown; defaultCurrency: string | undefined },
): Amount {
  const report = isPurchase ? error : warning;
  const problems: Problem[] = [];
  const given = selectAmount(data);
  const value = parseMoney(given);
  if (value === undefined && (isPurchase || given !== undefined)) {
    problems.push(report(given === undefined ? 'revenue-required' : 'revenue-format', 'properties.revenue'));
  }
  if (value === undefined && !always && ownCurrency === undefined) return { value, currency: undefined, problems };
  const currency = parseCurrency(firstPresent(ownCurrency, defaultCurrency));
  if (currency) return { value, currency, problems };
  problems.push(report('currency-unknown', 'properties.currency'));
  return { value: undefined, currency: undefined, problems };
}
