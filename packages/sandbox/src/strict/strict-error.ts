import type { SandboxProblem } from './find-problems.js';

/** The maximum number of problems that the text of an error lists. */
const maxListed = 20;

/**
 * The error of `verify()` and, in strict mode, of `close()`. Its message lists the problems and their fixes.
 *
 * @example
 * await sandbox.verify().catch(({ problems }: SandboxError) => console.log(problems.length));
 */
export class SandboxError extends Error {
  /** Always `SandboxError`. */
  override name = 'SandboxError';
  /** All problems. */
  problems: SandboxProblem[];

  constructor(problems: SandboxProblem[]) {
    super(formatProblems(problems));
    this.problems = problems;
  }
}

/** Formats problems as a list, with their number. */
export function formatProblems(problems: SandboxProblem[]): string {
  const lines = problems.slice(0, maxListed).map(({ code, message }) => `  - [${code}] ${message}`);
  const rest = problems.length > maxListed ? [`  … and ${problems.length - maxListed} more`] : [];
  const title = `The sandbox has ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}:`;
  return [title, ...lines, ...rest].join('\n');
}
