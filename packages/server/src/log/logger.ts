import { pino } from 'pino';

/**
 * A logger: pino's, or any object with these methods. Messages never contain a token or unhashed personal data.
 *
 * @example
 * const logger: Logger = pino({ name: 'shop' });
 */
export interface Logger {
  /** Logs a change of state. */
  info(data: object, message: string): void;
  /** Logs something that a person should know. */
  warn(data: object, message: string): void;
  /** Logs something that a person must correct. */
  error(data: object, message: string): void;
}

/**
 * Creates the default logger. It writes JSON lines to standard error, because commands write their output to standard
 * output.
 */
export const createLogger = (): Logger => pino({ name: 'twinbeam' }, pino.destination(2));
