import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { parse as parseNow } from 'csv-parse/sync';
import { CommandError } from '../command-error.js';
import { isShortened, toCellText } from './cell-text.js';
import type { CsvMapper } from './column-map.js';
import { createRowProblem, type Row } from './row.js';

/** The format of a CSV file. */
export interface CsvFormat {
  delimiter: string;
  /** The column names in the first line. */
  header: string[];
  /** Number of the record with the header, from 1. Excel may write a record before it that names the delimiter. */
  headerRecord: number;
}

const delimiters = [',', ';', '\t', '|'];
/** The rows of one file may have different line endings, for instance if files were concatenated. */
const recordDelimiters = ['\r\n', '\n', '\r'];
/** The line in which Excel names the delimiter. */
const delimiterLine = /^"?sep=(.)"?(?=\r|\n)/i;

/** Reads the first line of a CSV file. Throws `CommandError` if it names no column. */
export function readCsvFormat(head: string, given: string | undefined): CsvFormat {
  const named = delimiterLine.exec(head);
  const delimiter = given ?? named?.[1] ?? detectDelimiter(head);
  const headerRecord = named ? 2 : 1;
  const [header] = parseNow(head, {
    delimiter,
    from: headerRecord,
    to: headerRecord,
    record_delimiter: recordDelimiters,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }) as string[][];
  if (header) return { delimiter, header: header.map((name) => name.trim()), headerRecord };
  throw new CommandError('The file is empty: its first line must name the columns, such as event,email,revenue.');
}

/** Returns the delimiter that splits the first line into the most names. */
function detectDelimiter(head: string): string {
  const [line = ''] = head.replaceAll(/"[^"]*"/g, '').split(/[\r\n]/, 1);
  const count = (character: string): number => line.split(character).length;
  return delimiters.reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** Counts the rows of a CSV file. Throws like `readCsvRows`. */
export async function countCsvRows(text: AsyncIterable<string>, format: CsvFormat): Promise<number> {
  let count = -1;
  for await (const _record of parseRecords(text, format)) count++;
  return Math.max(0, count);
}

/** Reads the rows of a CSV file. Throws `CommandError` at a wrong quote, because the rest cannot be read. */
export async function* readCsvRows(
  text: AsyncIterable<string>,
  format: CsvFormat,
  { toMessage, isMapped }: CsvMapper,
  isSkipped: (number: number) => boolean,
): AsyncGenerator<Row> {
  const { header } = format;
  let number = -1;
  for await (const cells of parseRecords(text, format)) {
    number++;
    // The first line names the columns.
    if (number === 0 || isSkipped(number)) continue;
    const values = cells.map(toCellText);
    const shortened = header[values.findIndex((value, index) => isShortened(value) && isMapped(index))];
    if (values.length !== header.length) yield { number, problem: createColumnProblem(values.length, header.length) };
    else if (shortened !== undefined) yield { number, problem: createShortenedProblem(shortened) };
    else yield { number, message: toMessage(values) };
  }
}

const createColumnProblem = (found: number, expected: number) =>
  createRowProblem(
    'row-unreadable',
    'row',
    `The row has ${found} columns, but the first line names ${expected}: put a value that contains the separator in quotes.`,
  );

const createShortenedProblem = (column: string) =>
  createRowProblem(
    'row-unreadable',
    column,
    'A spreadsheet has shortened a number (1.23457E+12), so its last digits are lost: format the column as text there, and export it again.',
  );

async function* parseRecords(
  text: AsyncIterable<string>,
  { delimiter, headerRecord }: Pick<CsvFormat, 'delimiter' | 'headerRecord'>,
): AsyncGenerator<string[]> {
  const parser = parse({
    delimiter,
    from: headerRecord,
    record_delimiter: recordDelimiters,
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
    // The parser's own message would quote the file.
    throw new CommandError(
      `The CSV cannot be read at line ${String(error['lines'] ?? '?')} (${error.code}): write a quote inside a value twice, and put the value in quotes. Nothing was sent.`,
    );
  } finally {
    source.destroy();
  }
}
