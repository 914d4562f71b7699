import { Readable } from 'node:stream';
import type { Fields } from '@twinbeam/shared';
import { CsvError, parse } from 'csv-parse';
import { parse as parseNow } from 'csv-parse/sync';
import { CommandError } from '../command-error.js';
import { createRowProblem, type Row } from './row.js';

/** Form of a CSV file. */
export interface CsvFormat {
  delimiter: string;
  /** The names in its first line. */
  header: string[];
}

const delimiters = [',', ';', '\t', '|'];

/** Reads the first line of a CSV file. Throws `CommandError` when it names no column. */
export function readCsvFormat(head: string, given: string | undefined): CsvFormat {
  const delimiter = given ?? detectDelimiter(head);
  const [header] = parseNow(head, { delimiter, to: 1, skip_empty_lines: true, relax_quotes: true }) as string[][];
  if (header) return { delimiter, header: header.map((name) => name.trim()) };
  throw new CommandError('The file is empty: its first line must name the columns, such as event,email,revenue.');
}

/** Returns the character that separates the most names of the first line. */
function detectDelimiter(head: string): string {
  const [line = ''] = head.replaceAll(/"[^"]*"/g, '').split('\n', 1);
  const count = (character: string): number => line.split(character).length;
  return delimiters.reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** Counts the rows of a CSV file. Throws as `readCsvRows` does. */
export async function countCsvRows(text: AsyncIterable<string>, { delimiter }: CsvFormat): Promise<number> {
  let count = -1;
  for await (const _record of parseRecords(text, delimiter)) count++;
  return Math.max(0, count);
}

/** Reads the rows of a CSV file. Throws `CommandError` where its quotes are wrong, because what follows cannot be read. */
export async function* readCsvRows(
  text: AsyncIterable<string>,
  { delimiter, header }: CsvFormat,
  toMessage: (values: string[]) => Fields,
  isSkipped: (number: number) => boolean,
): AsyncGenerator<Row> {
  let number = -1;
  for await (const values of parseRecords(text, delimiter)) {
    number++;
    // The first line names the columns.
    if (number === 0 || isSkipped(number)) continue;
    if (values.length === header.length) yield { number, message: toMessage(values) };
    else yield { number, problem: createColumnProblem(values.length, header.length) };
  }
}

const createColumnProblem = (found: number, expected: number) =>
  createRowProblem(
    'row-unreadable',
    'row',
    `The row has ${found} columns where the first line names ${expected}: put a value that holds the separator in quotes.`,
  );

async function* parseRecords(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<string[]> {
  const parser = parse({
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: 1_000_000,
  });
  const source = Readable.from(text);
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const record of source.pipe(parser)) yield record as string[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Its text would quote the file.
    throw new CommandError(
      `The CSV cannot be read at line ${String(error['lines'] ?? '?')} (${error.code}): a quote inside a value is written twice, and the value stands in quotes. Nothing was sent.`,
    );
  } finally {
    source.destroy();
  }
}
