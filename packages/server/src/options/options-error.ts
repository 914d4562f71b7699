/**
 * An error about invalid options. The message names each option, its rule and the fix.
 *
 * @example
 * try {
 *   createTwinbeam(options);
 * } catch (error) {
 *   if (error instanceof TwinbeamOptionsError) console.error(error.problems.join('\n'));
 * }
 */
export class TwinbeamOptionsError extends Error {
  /** Always `TwinbeamOptionsError`. */
  override name = 'TwinbeamOptionsError';
  /** A sentence for each invalid option. */
  readonly problems: string[];

  constructor(problems: string[], heading = 'Twinbeam cannot start:') {
    super(`${heading}\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}
