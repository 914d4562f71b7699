import type { Settings } from '@twinbeam/shared';
import type { ResolvedOptions } from '../../options/resolve-options.js';
import type { ProgressBar } from '../progress-bar.js';
import { mapRow } from './map-row.js';
import { createProblemTable } from './problem-table.js';
import type { SendReport } from './report.js';
import type { RowReport } from './row-report.js';
import { addEventId, listProblems, type RowResult } from './send-rows.js';
import type { SourceFile } from './source-file.js';

/** Maps every row of a file like `send`, but stores nothing. */
export async function checkRows(
  source: SourceFile,
  { pixels, now }: Pick<ResolvedOptions, 'pixels' | 'now'>,
  { signal, bar, rowReport }: { signal: AbortSignal; bar: ProgressBar; rowReport: RowReport },
): Promise<SendReport> {
  const settings: Settings[] = pixels.map((pixel) => pixel.settings);
  const counts = { accepted: 0, duplicate: 0, skipped: 0, rejected: 0 };
  const events: Record<string, number> = {};
  const problems = createProblemTable();
  let rows = 0;
  for await (const { number, message, problem } of source.readRows(0)) {
    if (signal.aborted) break;
    rows = number;
    const mapped = message && mapRow(addEventId(message, source.fingerprint, number), settings, now());
    const result: RowResult = mapped?.result ?? { status: 'rejected', problems: problem ? [problem] : [] };
    counts[result.status]++;
    const found = listProblems(result);
    for (const one of found) problems.add(number, one);
    rowReport.add(number, result.status, found);
    for (const { name } of mapped?.events ?? []) events[name] = (events[name] ?? 0) + 1;
    if (rows % 500 === 0) rowReport.write();
    bar.update(rows);
  }
  rowReport.write();
  return {
    file: source.path,
    total: source.total,
    row: rows,
    isDone: rows >= source.total,
    counts,
    events,
    problems: problems.list(),
  };
}
