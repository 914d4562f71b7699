import type { Problem } from '@twinbeam/shared';

/** A row of a file. */
export interface Row {
  /** Number of the row, from 1. In CSV, the header and empty lines do not count. */
  number: number;
  /** The row's message. */
  message?: Record<string, unknown>;
  /** Why the row has no message. */
  problem?: RowProblem;
}

/** A problem found by the mapper, or in the row itself. */
export type RowProblem = Omit<Problem, 'code'> & { code: string };

/** Creates the problem of a row that could not be read. */
export const createRowProblem = (code: string, field: string, message: string): RowProblem => ({
  code,
  field,
  message,
  severity: 'error',
});
