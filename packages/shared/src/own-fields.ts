import { parseCurrency } from './currency.js';
import type { CustomData } from './meta.js';
import { type Finding, warn } from './problem.js';
import { type Fields, textOf } from './value.js';

/**
 * Leaves out what a caller has put into custom data by Meta's own names and Meta would refuse, with every other event of
 * the same request.
 */
export function dropRefusedFields(data: CustomData, findings: Finding[]): void {
  const { contents, currency } = data;
  if (contents !== undefined && !(Array.isArray(contents) && contents.every(hasId))) {
    warn(findings, 'contents-malformed', 'properties.contents');
    delete data.contents;
  }
  if (currency !== undefined && !parseCurrency(currency)) {
    warn(findings, 'currency-unknown', 'properties.currency');
    delete data.currency;
  }
}

const hasId = (content: unknown): boolean => textOf((content as Fields).id) !== undefined;
