import type { Twinbeam } from '../../twinbeam.js';
import { wait } from '../wait.js';
import type { Checkpoint, CheckpointFile, SendCounts } from './checkpoint.js';
import type { PauseCheck } from './pause-check.js';
import { createProblemTable } from './problem-table.js';
import { createRateLimit } from './rate-limit.js';
import type { Row, RowProblem } from './row.js';
import type { RowReport } from './row-report.js';
import type { SourceFile } from './source-file.js';

/** The tools for sending rows. */
export interface SendRowsTools {
  source: SourceFile;
  twinbeam: Pick<Twinbeam, 'send' | 'stats'>;
  checkpoint: Checkpoint;
  checkpointFile: CheckpointFile;
  rowReport: RowReport;
  /** Events per second. */
  rate: number;
  /** Set if this process sends the stored events. */
  pauseCheck: PauseCheck | undefined;
  signal: AbortSignal;
  onProgress(checkpoint: Checkpoint, pending: number): void;
}

/** Rows stored between two checkpoints. */
const chunkSize = 500;
/** Limit of pending events, because the site's own events wait behind them. */
const maxPending = 5_000;
const pollMs = 50;

/**
 * Stores the rows after the checkpoint in the outbox. A row without an event id gets an id made from the file and the
 * row number, so that a row that is stored again is the same event. Returns the last checkpoint.
 */
export async function sendRows(tools: SendRowsTools): Promise<Checkpoint> {
  const { source, checkpointFile, signal } = tools;
  let { checkpoint } = tools;
  const limit = createRateLimit(tools.rate);
  const flush = async (rows: Row[]): Promise<void> => {
    await limit.wait(rows.length, signal);
    const pending = await waitForRoom(tools);
    if (signal.aborted) return;
    const next = await sendChunk(rows, checkpoint, tools);
    if (!next) return;
    checkpoint = next;
    tools.rowReport.write();
    checkpointFile.write(checkpoint);
    tools.onProgress(checkpoint, pending);
  };
  const size = Math.max(1, Math.min(chunkSize, Math.ceil(tools.rate)));
  let chunk: Row[] = [];
  for await (const row of source.readRows(checkpoint.row)) {
    chunk.push(row);
    if (chunk.length < size) continue;
    await flush(chunk);
    chunk = [];
    if (signal.aborted) return checkpoint;
  }
  if (chunk.length > 0) await flush(chunk);
  if (!signal.aborted) {
    checkpoint = { ...checkpoint, isDone: true };
    checkpointFile.write(checkpoint);
  }
  return checkpoint;
}

/** Stores a chunk. Returns the checkpoint after it; undefined if it was stopped before all rows were stored. */
async function sendChunk(
  rows: readonly Row[],
  { counts: before, problems: known, ...rest }: Checkpoint,
  tools: Pick<SendRowsTools, 'twinbeam' | 'source' | 'signal' | 'rowReport'>,
): Promise<Checkpoint | undefined> {
  const results = await storeRows(rows, tools);
  if (!results) return undefined;
  const counts = { ...before };
  const problems = createProblemTable(known);
  for (const { number, result } of results) {
    counts[result.status]++;
    const found = listProblems(result);
    for (const problem of found) problems.add(number, problem);
    tools.rowReport.add(number, result.status, found);
  }
  return { ...rest, counts, problems: problems.list(), row: rows.at(-1)?.number ?? rest.row };
}

/** The outcome of a row. */
export interface RowResult {
  status: keyof SendCounts;
  /** Why the row is skipped. */
  reason?: string;
  problems: RowProblem[];
}

/** Returns the problems of a row; that it makes no event is one of them. */
export const listProblems = ({ status, reason = '', problems }: RowResult): RowProblem[] =>
  status === 'skipped'
    ? [
        ...problems,
        { code: 'skipped', severity: 'warning', field: 'row', message: `The row makes no event: ${reason}.` },
      ]
    : problems;

/**
 * Stores rows, retrying for as long as the outbox cannot be reached. Returns undefined if it was stopped before all
 * were stored.
 */
async function storeRows(
  rows: readonly Row[],
  { twinbeam, source, signal }: Pick<SendRowsTools, 'twinbeam' | 'source' | 'signal'>,
): Promise<{ number: number; result: RowResult }[] | undefined> {
  const results = new Map<Row, RowResult>();
  const storeRow = async (row: Row): Promise<void> => {
    const { number, message, problem } = row;
    if (message) {
      const { status, ...result } = await twinbeam.send(addEventId(message, source.fingerprint, number));
      if (status !== 'unavailable') results.set(row, { ...result, status });
    } else results.set(row, { status: 'rejected', problems: problem ? [problem] : [] });
  };
  for (let waitMs = 100; !signal.aborted; waitMs = Math.min(5_000, waitMs * 2)) {
    await Promise.all(rows.filter((row) => !results.has(row)).map(storeRow));
    if (results.size === rows.length) return listInOrder(rows, results);
    await wait(waitMs, signal);
  }
  return undefined;
}

const listInOrder = (rows: readonly Row[], results: ReadonlyMap<Row, RowResult>) =>
  rows.flatMap((row) => {
    const result = results.get(row);
    return result ? [{ number: row.number, result }] : [];
  });

/** Adds an event id that is the same in every run. */
export const addEventId = (message: Record<string, unknown>, fingerprint: string, number: number) =>
  isMissing(message['messageId']) ? { ...message, messageId: `file-${fingerprint.slice(0, 16)}-${number}` } : message;

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === '';

/**
 * Waits until fewer than `maxPending` events are pending, and returns their number. Throws `CommandError` while Meta
 * refuses the token.
 */
async function waitForRoom({ twinbeam, pauseCheck, signal }: SendRowsTools): Promise<number> {
  for (;;) {
    const { pending, paused } = await twinbeam.stats();
    if (pending < maxPending || signal.aborted) return pending;
    pauseCheck?.observe(paused);
    await wait(pollMs, signal);
  }
}
