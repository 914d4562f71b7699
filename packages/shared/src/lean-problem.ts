import type { Finding, ProblemCode } from './problem.js';

/**
 * Stands in for `problem.ts` in the browser's build, which needs to know whether a message is rejected but not why: the
 * server gets the same message and says it. Without codes and fields the minifier drops their texts.
 */
export const warn = (_findings: Finding[], _code: ProblemCode, _field: string): void => undefined;

export const fail = (findings: Finding[], _code: ProblemCode, _field: string): void => {
  findings.push(true as never);
};
