/** Options that cannot work. The message names each option, its rule and the fix. */
export class TwinbeamOptionsError extends Error {
  override name = 'TwinbeamOptionsError';
  /** A sentence for each option that cannot work. */
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`Twinbeam cannot start:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}
