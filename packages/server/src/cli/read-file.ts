import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { CommandError } from './command-error.js';

const withoutByteOrderMark = (text: string): string => text.replace(/^\uFEFF/, '');

/** Reads a file given by the caller. Throws `CommandError` if it cannot be opened. */
export function readTextFile(path: string): string {
  try {
    return withoutByteOrderMark(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${toReason(error)}.`);
  }
}

/** Reads standard input to its end, as a stream: `readFileSync` fails on a pipe that has no data yet. */
export async function readStandardInput(): Promise<string> {
  try {
    return withoutByteOrderMark(await text(process.stdin));
  } catch (error) {
    throw new CommandError(`Standard input cannot be read: ${toReason(error)}.`);
  }
}

/** Reads a JSON file. Throws a `CommandError` of its own, because the parser's error would quote the file. */
export function readJsonFile(path: string): unknown {
  const text = readTextFile(path);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CommandError(`${path} is not JSON: check it for a missing quote, bracket or comma.`);
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'its permissions do not allow it',
};

/** Returns why a file could not be opened. */
export function toReason(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  return reasons[code] ?? (code || 'unknown error');
}
