import { type CustomData, firstPresent, isPresent, parseCurrency, selectAmount, warning } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';

/**
 * Warns of an amount that is sent although it looks wrong: it is below 0, its text names another currency than the
 * event has (`12 EUR`), or neither the message nor the settings name its currency.
 */
export function reportAmountProblems(
  { properties, settings, report }: Pick<Mapping, 'properties' | 'settings' | 'report'>,
  { value, currency, net_revenue, predicted_ltv }: CustomData,
): void {
  if (firstPresent(value, net_revenue, predicted_ltv) === undefined) return;
  if (Number(value) < 0) report(warning('revenue-negative', 'properties.revenue'));
  const { given } = selectAmount(properties);
  const written = value !== undefined && typeof given === 'string' ? parseWrittenCurrency(given) : undefined;
  const isAssumed = settings.defaultCurrency === undefined && !isPresent(properties.currency);
  if (written && written !== currency) report(warning('currency-differs', 'properties.currency'));
  else if (isAssumed && currency) report(warning('currency-assumed', 'properties.currency'));
}

/**
 * Parses the currency beside the number of an amount: a code of ISO 4217, or the euro's symbol, which has no other use.
 */
const parseWrittenCurrency = (amount: string): string | undefined =>
  parseCurrency(amount.replace('€', 'EUR').replace(/[^a-z]+/gi, ''));
