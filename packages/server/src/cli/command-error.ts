import { type ExitCode, exitCodes } from './exit-codes.js';

/** An error that ends a command; its message says what to do. */
export class CommandError extends Error {
  override name = 'CommandError';
  /** The exit code of the program. Default: that of a command that could not begin. */
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}
