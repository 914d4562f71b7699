/** The exit codes of every command; `docs/command-line.md` explains them. */
export const exitCodes = {
  /** The command did its work. */
  ok: 0,
  /**
   * The command did its work and found something wrong: a check failed, a message was rejected, or a figure is below
   * its threshold.
   */
  failed: 1,
  /** The command did not start: it, an option, a file or the environment cannot be used as it is. */
  usage: 2,
  /**
   * The command could not do its work: the outbox or Meta cannot be used now. It can be run again once that is fixed.
   */
  unavailable: 3,
  /** Interrupted by Ctrl-C, with the code that shells use. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
