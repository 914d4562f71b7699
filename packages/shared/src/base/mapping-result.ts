import type { Problem } from './problem.js';

/**
 * The outcome of a mapping: a result with its warnings, the reason why the message is skipped, or the problems that
 * reject it.
 *
 * @example
 * const { call, problems, skipped, rejected } = { call: undefined, problems: [], ...toPixelCall(message, settings) };
 */
export type MappingResult<Result> =
  | (Result & { problems: Problem[]; skipped?: never; rejected?: never })
  | { skipped: string; rejected?: never }
  | { rejected: Problem[]; skipped?: never };
