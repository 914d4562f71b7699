import type { Logger } from '../log/logger.js';
import { exitCodes } from './exit-codes.js';
import { toTerminalText } from './terminal-text.js';

/** Prints a line. */
export const print = (text: string): void => void process.stdout.write(`${toTerminalText(text)}\n`);

/** Prints a value as JSON. */
export const printJson = (value: unknown): void => print(JSON.stringify(value, undefined, 2));

/** Prints a line that is not part of the result, on standard error. */
export const printError = (text: string): void => void process.stderr.write(`${toTerminalText(text)}\n`);

const printNote: Logger['warn'] = (_data, text) => printError(text);

/** A logger that prints its lines on standard error. */
export const noteLogger: Logger = { info: printNote, warn: printNote, error: printNote };

/** Prints an error, and makes the command exit with code 1. */
export function fail(text: string): void {
  printError(text);
  process.exitCode = exitCodes.failed;
}

/** Fails if some of the ids given to a command were not found. @param list the command that prints the existing ids */
export function failForMissing(ids: readonly string[], found: number, list: string): void {
  const missing = new Set(ids).size - found;
  if (missing > 0)
    fail(`${missing} of the ids ${missing === 1 ? 'was' : 'were'} not found; ${list} prints the existing ones.`);
}

export const toTime = (time: number | undefined): string =>
  time === undefined ? 'never' : new Date(time).toISOString();
