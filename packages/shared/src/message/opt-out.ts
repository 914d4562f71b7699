import { type Fields, toFields } from '../base/value.js';
import type { Message } from './message.js';

/** Paths of what `readOptOuts` reads. */
export const optOutPaths = ['traits.opt_out', 'context.traits.opt_out', 'properties.opt_out'] as const;

/**
 * Reads what a message says of `opt_out`, in the order of `optOutPaths`. The first that is present counts.
 *
 * @param properties those of the message, with the values that its action sets
 * @example
 * readOptOuts({ traits: { opt_out: 'yes' } }, {}); // ['yes', undefined, undefined]
 */
export const readOptOuts = ({ traits, context }: Message, { opt_out }: Fields): unknown[] => [
  toFields(traits).opt_out,
  toFields(toFields(context).traits).opt_out,
  opt_out,
];
