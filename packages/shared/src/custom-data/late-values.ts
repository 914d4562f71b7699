import type { CustomData } from '../meta.js';
import { parseMoney } from './money.js';

/**
 * Amounts that are known later than the event, or predicted.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data
 */
export const lateValueNames = ['net_revenue', 'predicted_ltv'] as const;

/** Returns whether an event has a late value, and so needs a currency. */
export const hasLateValue = (data: CustomData): boolean => lateValueNames.some((name) => data[name] !== undefined);

/**
 * Sets late values as numbers, in place, and removes what is no amount, a predicted lifetime value that is not above 0,
 * and all of them where there is no currency. The server warns of what is removed.
 */
export function setLateValues(data: CustomData, currency: string | undefined): void {
  for (const name of lateValueNames) {
    const value = currency === undefined ? undefined : parseMoney(data[name]);
    if (value === undefined || (name === 'predicted_ltv' && value <= 0)) delete data[name];
    else data[name] = value;
  }
}
