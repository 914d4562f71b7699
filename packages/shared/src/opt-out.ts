import type { Message } from './message.js';
import { isPresent, toFields } from './value.js';

/**
 * Selects what a message says of `opt_out`, and its path: of traits, `context.traits` and properties the first that has it.
 *
 * @example
 * selectOptOut({ type: 'track', properties: { opt_out: 'yes' } }); // { field: 'properties.opt_out', given: 'yes' }
 */
export function selectOptOut({ traits, context, properties }: Message): { field: string; given: unknown } | undefined {
  const sources = { traits, 'context.traits': toFields(context)['traits'], properties };
  return Object.entries(sources)
    .map(([path, source]) => ({ field: `${path}.opt_out`, given: toFields(source)['opt_out'] }))
    .filter(({ given }) => isPresent(given))[0];
}
