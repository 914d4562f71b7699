import type { Problem } from './problem.js';

/**
 * Outcome of a mapping: a result with its warnings, the reason why there is none, or the problems that reject the message.
 *
 * @example
 * const { call, problems, skipped, rejected } = { call: undefined, problems: [], ...toPixelCall(message, settings) };
 */
export type MappingResult<Result> =
  | (Result & { problems: Problem[]; skipped?: never; rejected?: never })
  | { skipped: string; rejected?: never }
  | { rejected: Problem[]; skipped?: never };
