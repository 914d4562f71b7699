import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of test cases that are not part of this repository; the tests that need them are skipped without it. */
export const casesFolder = process.env.TWINBEAM_CASES;

/** Reads the rows of one of its files; none if there is no such folder. */
export const readCases = <Row>(file: string): Row[] =>
  casesFolder ? JSON.parse(readFileSync(join(casesFolder, file), 'utf8')) : [];

/** The name of a skipped test, so that the report says why. */
export const skippedBecause = 'skipped: TWINBEAM_CASES names no folder of cases';
