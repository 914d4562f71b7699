import { createTwinbeam } from '../../create-twinbeam.js';
import type { TwinbeamOptions } from '../../options/options.js';
import { resolveOptions } from '../../options/resolve-options.js';
import { readConnectionUrl } from '../outbox-option.js';
import type { ProgressBar } from '../progress-bar.js';
import { openCheckpoint, toCheckpointFolder } from './checkpoint.js';
import { createPauseCheck } from './pause-check.js';
import { refuseChangedRows } from './refuse-changed-rows.js';
import type { SendReport } from './report.js';
import { createRowReport } from './row-report.js';
import { sendRows } from './send-rows.js';
import type { SourceFile } from './source-file.js';
import { waitUntilSent } from './wait-until-sent.js';

/** Command line options about sending. */
export interface SendFileOptions {
  outbox?: string;
  restart?: boolean;
  /** Whether this process sends the events that it stores. */
  dispatch: boolean;
  /** Limit of events per second. */
  rate?: number;
  /** File for the problems of each row. */
  report?: string;
}

interface SendFileTools {
  /** Aborted when no more rows are to be sent. */
  signal: AbortSignal;
  bar: ProgressBar;
}

/** Sends the rows of a file that an earlier run has not sent. Throws `CommandError` if it cannot continue. */
export async function sendFile(
  source: SourceFile,
  given: TwinbeamOptions,
  { outbox, restart = false, dispatch, rate = Number.POSITIVE_INFINITY, report }: SendFileOptions,
  { signal, bar }: SendFileTools,
): Promise<SendReport> {
  const connectionUrl = readConnectionUrl(outbox);
  const options: TwinbeamOptions = { ...given, mode: 'live', outbox: connectionUrl, dispatch };
  const checkpointFile = openCheckpoint(toCheckpointFolder(connectionUrl), source, restart);
  const earlier = checkpointFile.readEarlier();
  if (earlier) await refuseChangedRows(source, earlier, resolveOptions(options));
  let checkpoint = checkpointFile.read();
  if (checkpoint.isDone) bar.log(`${source.path} was sent before; --restart sends it again.`);
  else if (checkpoint.row > 0) bar.log(`Continuing after row ${checkpoint.row}.`);
  const pauseCheck = createPauseCheck();
  const twinbeam = createTwinbeam({ ...options, logger: createErrorLogger(bar) });
  try {
    const before = await twinbeam.stats();
    // A pause left by an earlier run is retried at once: somebody may have fixed its cause.
    for (const { settings, accessToken } of resolveOptions(options).pixels) {
      twinbeam.update({ accessToken, pixelId: settings.pixelId });
    }
    if (!checkpoint.isDone) {
      checkpoint = await sendRows({
        source,
        twinbeam,
        checkpoint,
        checkpointFile,
        rowReport: createRowReport(source.path, report, checkpoint.row > 0),
        rate,
        signal,
        pauseCheck: dispatch ? pauseCheck : undefined,
        onProgress: ({ row }, pending) => bar.update(row, pending > 0 ? `${pending} wait` : ''),
      });
    }
    const after = dispatch
      ? await waitUntilSent(twinbeam, signal, pauseCheck, (count) => bar.update(source.total, `${count} wait for Meta`))
      : await twinbeam.stats();
    const { row, isDone, counts, problems } = checkpoint;
    return {
      file: source.path,
      total: source.total,
      row,
      isDone,
      counts,
      problems,
      pending: after.pending,
      quarantined: Math.max(0, after.quarantined - before.quarantined),
      deadLetters: Math.max(0, after.deadLetters - before.deadLetters),
    };
  } finally {
    await twinbeam.close();
  }
}

/** Creates a logger that prints errors above the bar; problems of rows are in the table. */
function createErrorLogger(bar: ProgressBar) {
  const ignore = (): void => undefined;
  return {
    info: ignore,
    warn: ignore,
    error: (data: object, text: string) => bar.log(`${text} ${JSON.stringify(data)}`),
  };
}
