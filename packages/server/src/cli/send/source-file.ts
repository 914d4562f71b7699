import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { CommandError } from '../command-error.js';
import { type ColumnOptions, createCsvMapper, createNdjsonMapper, readColumnMap } from './column-map.js';
import { countCsvRows, readCsvFormat, readCsvRows } from './csv-rows.js';
import { countNdjsonRows, readNdjsonRows } from './ndjson-rows.js';
import { createDecoder, detectEncoding, readHead, readText } from './read-text.js';
import type { Row } from './row.js';
import { createRowTimes, type RowTimes } from './row-times.js';

/** Command line options about the file. */
export interface SourceOptions extends ColumnOptions {
  format?: 'csv' | 'ndjson';
  delimiter?: string;
  encoding?: string;
  /** The zone for times without a zone. */
  timeZone: string;
}

/** A file of events. */
export interface SourceFile {
  path: string;
  /** SHA-256 of its bytes. */
  fingerprint: string;
  /** Number of its rows. */
  total: number;
  /** Reads the rows after the first `after`. */
  readRows(after: number): AsyncIterable<Row>;
  /** The zone applied to times without a zone; undefined while there were none. */
  usedTimeZone(): string | undefined;
}

/** A reader for one format, set up for one file. */
interface RowReader {
  count(text: AsyncIterable<string>): Promise<number>;
  read(text: AsyncIterable<string>, isSkipped: (number: number) => boolean): AsyncIterable<Row>;
}

/** Opens a file and reads it once, so that format errors are found before anything is sent. Throws `CommandError`. */
export async function openSourceFile(path: string, options: SourceOptions): Promise<SourceFile> {
  const head = await readHead(path);
  const encoding = options.encoding ?? detectEncoding(head);
  const reader = await createRowReader(path, createDecoder(encoding, false).decode(head), options);
  const hash = createHash('sha256');
  const total = await reader.count(readText(path, encoding, (bytes) => hash.update(bytes)));
  const times = createRowTimes(options.timeZone);
  return {
    path,
    fingerprint: hash.digest('hex'),
    total,
    readRows: (after) =>
      withTimes(
        reader.read(readText(path, encoding), (number) => number <= after),
        times,
      ),
    usedTimeZone: () => (times.hasRead() ? options.timeZone : undefined),
  };
}

async function* withTimes(rows: AsyncIterable<Row>, times: RowTimes): AsyncGenerator<Row> {
  for await (const row of rows) yield row.message ? { ...row, message: times.read(row.message) } : row;
}

async function createRowReader(path: string, head: string, options: SourceOptions): Promise<RowReader> {
  const map = readColumnMap(options);
  const format = options.format ?? formats[extname(path).toLowerCase()];
  if (format === undefined) {
    throw new CommandError(
      `The format of ${path} cannot be detected from its name: add --format csv or --format ndjson.`,
    );
  }
  if (format === 'ndjson') {
    const toMessage = createNdjsonMapper(map);
    return {
      count: countNdjsonRows,
      read: (text, isSkipped) => readNdjsonRows(text, toMessage, isSkipped),
    };
  }
  const csv = readCsvFormat(head, options.delimiter);
  const mapper = createCsvMapper(csv.header, map);
  return {
    count: (text) => countCsvRows(text, csv),
    read: (text, isSkipped) => readCsvRows(text, csv, mapper, isSkipped),
  };
}

const formats: Record<string, 'csv' | 'ndjson'> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.json': 'ndjson',
};
