import { pino } from 'pino';

/**
 * A logger: pino's, or any object with these methods. Messages never contain a token or clear personal data.
 *
 * @example
 * const logger: Logger = pino({ name: 'shop' });
 */
export interface Logger {
  /** Logs a change of state. */
  info(data: object, message: string): void;
  /** Logs what a person should know. */
  warn(data: object, message: string): void;
  /** Logs what a person must correct. */
  error(data: object, message: string): void;
}

/** Creates the default logger: JSON lines on standard error, because a command writes its output to standard output. */
export const createLogger = (): Logger => pino({ name: 'twinbeam' }, pino.destination(2));
