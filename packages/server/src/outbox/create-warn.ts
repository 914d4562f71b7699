import type { Logger } from '../log/logger.js';

/** Creates the function for an engine's warnings: they go to the logger or, without one, are warnings of the process. */
export const createWarn =
  (logger: Logger | undefined) =>
  (text: string): void =>
    logger ? logger.warn({}, text) : process.emitWarning(text);
