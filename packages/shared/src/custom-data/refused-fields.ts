import type { CustomData } from '../meta.js';
import { type Problem, warning } from '../problem.js';
import { toFields, toText } from '../value.js';
import { parseCurrency } from './currency.js';

/**
 * Removes what a caller has put into custom data by Meta's own names and Meta would refuse, together with every other
 * event of the same request.
 */
export function removeRefusedFields(data: CustomData): Problem[] {
  const problems: Problem[] = [];
  const { contents, currency } = data;
  if (contents !== undefined && !(Array.isArray(contents) && contents.every(hasId))) {
    problems.push(warning('contents-malformed', 'properties.contents'));
    delete data.contents;
  }
  if (currency !== undefined && !parseCurrency(currency)) {
    problems.push(warning('currency-unknown', 'properties.currency'));
    delete data.currency;
  }
  return problems;
}

const hasId = (content: unknown): boolean => toText(toFields(content).id) !== undefined;
