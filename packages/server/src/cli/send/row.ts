import type { Problem } from '@twinbeam/shared';

/** A row of a file. */
export interface Row {
  /** Its number, from 1; in CSV the line of names is none, nor is an empty line. */
  number: number;
  /** The message that it says. */
  message?: Record<string, unknown>;
  /** Why it says none. */
  problem?: RowProblem;
}

/** A problem of the mapper's, or of the row itself. */
export type RowProblem = Omit<Problem, 'code'> & { code: string };

/** Creates the problem of a row that could not be read. */
export const createRowProblem = (code: string, field: string, message: string): RowProblem => ({
  code,
  field,
  message,
  severity: 'error',
});
