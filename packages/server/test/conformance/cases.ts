import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder with the cases that this project does not carry; the tests that need it are skipped without it. */
export const casesFolder = process.env.TWINBEAM_CASES;

/** The rows of one of its files; none when there is no such folder. */
export const readCases = <Row>(file: string): Row[] =>
  casesFolder ? JSON.parse(readFileSync(join(casesFolder, file), 'utf8')) : [];

/** Names a test that is skipped, so that its report says why. */
export const skippedBecause = 'skipped: TWINBEAM_CASES names no folder of cases';
