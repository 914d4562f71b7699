/** The exit codes of every command; `docs/command-line.md` explains them. */
export const exitCodes = {
  /** Done. */
  ok: 0,
  /** Done, and something is wrong: a check failed, a message was rejected, a figure is below its threshold. */
  failed: 1,
  /** Not begun: the command, an option, a file or the environment cannot be used as it is. */
  usage: 2,
  /** Not done: the outbox or Meta cannot be used now. When that is mended, the same command can be run again. */
  unavailable: 3,
  /** Stopped by Ctrl-C, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
