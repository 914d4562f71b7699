import { setTimeout } from 'node:timers/promises';
import type { SendResult } from '../../accept/send-result.js';
import type { Twinbeam } from '../../twinbeam.js';
import type { Checkpoint, CheckpointFile } from './checkpoint.js';
import type { PauseCheck } from './pause-check.js';
import { createProblemTable } from './problem-table.js';
import { createRateLimit } from './rate-limit.js';
import type { Row } from './row.js';
import type { SourceFile } from './source-file.js';

/** What the sending of rows needs. */
export interface SendRowsTools {
  source: SourceFile;
  twinbeam: Pick<Twinbeam, 'send' | 'stats'>;
  checkpoint: Checkpoint;
  checkpointFile: CheckpointFile;
  /** Events a second. */
  rate: number;
  /** Set where this process sends what is stored. */
  pauseCheck: PauseCheck | undefined;
  signal: AbortSignal;
  onProgress(checkpoint: Checkpoint, pending: number): void;
}

/** Rows that are stored together, between two checkpoints. */
const chunkSize = 500;
/** Events that wait in the outbox at most: those of the site come behind them. */
const maxPending = 5_000;
const pollMs = 50;

/**
 * Stores the rows behind the checkpoint in the outbox. A row without an event id gets one of the file and its number, so
 * that a row that is offered twice is one event. Returns the checkpoint that it has come to.
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

/** Stores a chunk. Returns the checkpoint behind it; undefined when it was stopped before all rows were stored. */
async function sendChunk(
  rows: readonly Row[],
  { counts: before, problems: known, ...rest }: Checkpoint,
  { twinbeam, source, signal }: SendRowsTools,
): Promise<Checkpoint | undefined> {
  const counts = { ...before };
  const problems = createProblemTable(known);
  const results = await Promise.all(rows.map((row) => sendRow(row, { twinbeam, source, signal })));
  for (const [index, result] of results.entries()) {
    const { number = 0 } = rows[index] ?? {};
    if (!result || result.status === 'unavailable') return undefined;
    counts[result.status]++;
    for (const problem of result.problems) problems.add(number, problem);
    if (result.status === 'skipped') problems.add(number, toSkippedProblem(result.reason ?? ''));
  }
  return { ...rest, counts, problems: problems.list(), row: rows.at(-1)?.number ?? rest.row };
}

const toSkippedProblem = (reason: string) => ({
  code: 'skipped',
  severity: 'warning' as const,
  field: 'row',
  message: `The row makes no event: ${reason}.`,
});

type RowResult = Omit<SendResult, 'problems'> & { problems: NonNullable<Row['problem']>[] };

/** Stores a row, however long the outbox is out of reach; undefined when it was stopped before. */
async function sendRow(
  { number, message, problem }: Row,
  { twinbeam, source, signal }: Pick<SendRowsTools, 'twinbeam' | 'source' | 'signal'>,
): Promise<RowResult | undefined> {
  if (!message) return { status: 'rejected', problems: problem ? [problem] : [] };
  const withId = addEventId(message, source.fingerprint, number);
  for (let waitMs = 100; !signal.aborted; waitMs = Math.min(5_000, waitMs * 2)) {
    const result = await twinbeam.send(withId);
    if (result.status !== 'unavailable') return result;
    await setTimeout(waitMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** Adds an event id that is the same at each run. */
export const addEventId = (message: Record<string, unknown>, fingerprint: string, number: number) =>
  isMissing(message['messageId']) ? { ...message, messageId: `file-${fingerprint.slice(0, 16)}-${number}` } : message;

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === '';

/** Waits until few events are pending. Returns how many are. Throws `CommandError` while Meta refuses the token. */
async function waitForRoom({ twinbeam, pauseCheck, signal }: SendRowsTools): Promise<number> {
  for (;;) {
    const { pending, paused } = await twinbeam.stats();
    if (pending < maxPending || signal.aborted) return pending;
    pauseCheck?.observe(paused);
    await setTimeout(pollMs);
  }
}
