import type { CustomData } from '../meta.js';
import { parseMoney } from './money.js';

/**
 * Amounts that are predicted, or known only after the event.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data
 */
export const lateValueNames = ['net_revenue', 'predicted_ltv'] as const;

/** Returns whether an event has a late value, and so needs a currency. */
export const hasLateValue = (data: CustomData): boolean => lateValueNames.some((name) => data[name] !== undefined);

/**
 * Converts late values to numbers, in place. Removes values that are not amounts and predicted lifetime values that are
 * not above 0; without a currency it removes all. The server warns about removed values.
 */
export function setLateValues(data: CustomData, currency: string | undefined): void {
  for (const name of lateValueNames) {
    const value = currency === undefined ? undefined : parseMoney(data[name]);
    if (value === undefined || (name === 'predicted_ltv' && value <= 0)) delete data[name];
    else data[name] = value;
  }
}
