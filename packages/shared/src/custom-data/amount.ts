import { isPlaceholder } from '../base/placeholder.js';
import { error, type Problem, warning } from '../base/problem.js';
import { type Fields, firstPresent, isFields, isPresent } from '../base/value.js';
import { parseCurrency } from './currency.js';
import { parseMoney } from './money.js';

/** What a message gives as an amount. */
export interface GivenAmount {
  /** The amount as it is written; undefined if there is none that can be read. */
  given?: unknown;
  value?: number;
  /** The first property before it that is there and is no amount. */
  unreadable?: string | undefined;
}

/** The value of an event. Without a currency there is no value: Meta does not count an amount without a currency. */
export interface Amount {
  value: number | undefined;
  currency: string | undefined;
  problems: Problem[];
}

const names = ['revenue', 'value', 'price', 'total'];

/**
 * Selects what the properties of an event give as its amount: the first field that is there. Text that stands for no
 * value, and an object, give way to the next field.
 *
 * @param sources copies of the properties, without their objects. If the first has an amount that cannot be read, the
 * other fields of the second count. Default: the properties
 * @example
 * selectAmount({ revenue: 'null', price: '12 EUR' }); // { given: '12 EUR', value: 12, unreadable: 'revenue' }
 */
export function selectAmount(properties: Fields, sources: readonly Fields[] = [properties]): GivenAmount {
  let unreadable: string | undefined;
  let failed: unknown;
  for (const source of sources) {
    for (const name of names) {
      const given = isFields(properties[name]) ? properties[name] : source[name];
      const value = parseMoney(given);
      if (value !== undefined) return { given, value, unreadable };
      if (!isPresent(given) || given === failed) continue;
      unreadable ??= name;
      failed = given;
      if (!isFields(given) && !isPlaceholder(given, 'id')) break;
    }
  }
  return { unreadable };
}

/**
 * Maps the amount of an event. A purchase needs an amount; in other events an unreadable amount is left out.
 *
 * `always`: the event has a currency even without a value. `ownCurrency`: the currency in the message.
 */
export function toAmount(
  { value, unreadable }: GivenAmount,
  {
    isPurchase,
    always,
    ownCurrency,
    defaultCurrency = 'USD',
  }: { isPurchase: boolean; always: boolean; ownCurrency: unknown; defaultCurrency: string | undefined },
): Amount {
  const report = isPurchase ? error : warning;
  const problems: Problem[] = [];
  if (unreadable) problems.push((value === undefined ? report : warning)('revenue-format', `properties.${unreadable}`));
  else if (value === undefined && isPurchase) problems.push(error('revenue-required', 'properties.revenue'));
  if (value === undefined && !always && ownCurrency === undefined) return { value, currency: undefined, problems };
  const currency = parseCurrency(firstPresent(ownCurrency, defaultCurrency));
  if (currency) return { value, currency, problems };
  problems.push(report('currency-unknown', 'properties.currency'));
  return { value: undefined, currency: undefined, problems };
}
