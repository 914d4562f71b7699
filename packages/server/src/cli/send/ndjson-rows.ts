import { type Fields, isFields } from '@twinbeam/shared';
import { createRowProblem, type Row } from './row.js';

/** Longest line in characters; a longer one cannot be an event. */
const maxLineLength = 1_000_000;

const unreadable = createRowProblem(
  'row-unreadable',
  'row',
  'The line is not a JSON object: each line of NDJSON is one message, such as {"type":"track","event":"Lead"}.',
);

/** Reads NDJSON: one message per line. Empty lines are skipped. */
export async function* readNdjsonRows(
  text: AsyncIterable<string>,
  toMessage: (row: Fields) => Fields,
  isSkipped: (number: number) => boolean,
): AsyncGenerator<Row> {
  let number = 0;
  for await (const line of readLines(text)) {
    number++;
    if (!isSkipped(number)) yield { number, ...parseLine(line, toMessage) };
  }
}

function parseLine(line: string, toMessage: (row: Fields) => Fields): Omit<Row, 'number'> {
  try {
    const row = JSON.parse(line) as unknown;
    return isFields(row) ? { message: toMessage(row) } : { problem: unreadable };
  } catch {
    return { problem: unreadable };
  }
}

/** Counts the rows of NDJSON. */
export async function countNdjsonRows(text: AsyncIterable<string>): Promise<number> {
  let count = 0;
  for await (const _line of readLines(text)) count++;
  return count;
}

/** Yields the lines that are not empty. A line that is too long is cut. */
async function* readLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const part of text) {
    const lines = (rest + part).split('\n');
    rest = (lines.pop() ?? '').slice(0, maxLineLength);
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  if (rest.trim() !== '') yield rest;
}
