import type { CustomData } from '../meta.js';
import { type Problem, warning } from '../problem.js';
import { parseMoney } from './money.js';

/**
 * Amounts that are known later than the event, or predicted.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data
 */
const lateValueNames = ['net_revenue', 'predicted_ltv'];

/**
 * Sets late values as numbers, in place; one that is no amount is removed, and so is a predicted lifetime value that is
 * not above 0. Returns whether the event has one, and so needs a currency.
 */
export function setLateValues(data: CustomData, problems: Problem[]): boolean {
  let hasOne = false;
  for (const name of lateValueNames) {
    if (data[name] === undefined) continue;
    const value = parseMoney(data[name]);
    if (value === undefined || (name === 'predicted_ltv' && value <= 0)) {
      delete data[name];
      problems.push(warning('late-value-unusable', `properties.${name}`));
    } else {
      data[name] = value;
      hasOne = true;
    }
  }
  return hasOne;
}

/** Removes late values: Meta counts no amount without a currency. */
export function removeLateValues(data: CustomData): void {
  for (const name of lateValueNames) delete data[name];
}
