import { statSync, writeFileSync } from 'node:fs';
import { CommandError } from '../command-error.js';
import type { SendCounts } from './checkpoint.js';
import type { RowProblem } from './row.js';

/** A file with a line of JSON for each problem of each row, and for each row that is stored already. */
export interface RowReport {
  add(row: number, status: keyof SendCounts, problems: readonly RowProblem[]): void;
  /** Writes the lines that were added. */
  write(): void;
}

/**
 * Creates the report of a file's rows. Without a path nothing is written. Throws `CommandError` if the file cannot be
 * written, or is the one whose rows are reported.
 *
 * @param isContinued whether an earlier run has written the lines of the first rows
 */
export function createRowReport(source: string, path: string | undefined, isContinued = false): RowReport {
  if (path !== undefined && isSameFile(source, path)) {
    throw new CommandError(`${path} is the file with the rows, and would be overwritten: give --report another file.`);
  }
  let lines = '';
  const save = (flag: 'a' | 'w'): void => {
    if (path === undefined) return;
    try {
      writeFileSync(path, lines, { mode: 0o600, flag });
      lines = '';
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new CommandError(`${path} cannot be written to (${code}): give --report a file that can be created.`);
    }
  };
  save(isContinued ? 'a' : 'w');
  return {
    add(row, status, problems) {
      const rows = problems.map(({ severity, code, field, message }) => ({ severity, code, field, message }));
      if (rows.length === 0 && status === 'accepted') return;
      for (const problem of rows.length > 0 ? rows : [{}]) lines += `${JSON.stringify({ row, status, ...problem })}\n`;
    },
    write: () => save('a'),
  };
}

/** Returns whether two paths lead to one file, whatever links are on the way. */
function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}
