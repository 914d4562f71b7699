import { pino } from 'pino';

/** What the kit logs with: a pino logger fits, and so does any object with these methods. */
export interface Logger {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

/** JSON lines on standard error, so that a command's output stays its own. */
export const createLogger = (): Logger => pino({ name: 'twinbeam' }, pino.destination(2));
