import type { Settings } from '@twinbeam/shared';
import type { ResolvedOptions } from '../../options/resolve-options.js';
import type { ProgressBar } from '../progress-bar.js';
import { mapRow } from './map-row.js';
import { createProblemTable } from './problem-table.js';
import type { SendReport } from './report.js';
import { addEventId } from './send-rows.js';
import type { SourceFile } from './source-file.js';

/** Maps every row of a file like `send`, but stores nothing. */
export async function checkRows(
  source: SourceFile,
  { pixels, now }: Pick<ResolvedOptions, 'pixels' | 'now'>,
  { signal, bar }: { signal: AbortSignal; bar: ProgressBar },
): Promise<SendReport> {
  const settings: Settings[] = pixels.map((pixel) => pixel.settings);
  const counts = { accepted: 0, duplicate: 0, skipped: 0, rejected: 0 };
  const events: Record<string, number> = {};
  const problems = createProblemTable();
  let rows = 0;
  for await (const { number, message, problem } of source.readRows(0)) {
    if (signal.aborted) break;
    rows = number;
    if (!message) {
      counts.rejected++;
      if (problem) problems.add(number, problem);
      continue;
    }
    const { result, events: mapped } = mapRow(addEventId(message, source.fingerprint, number), settings, now());
    if (result.status !== 'unavailable') counts[result.status]++;
    for (const one of result.problems) problems.add(number, one);
    for (const { name } of mapped) events[name] = (events[name] ?? 0) + 1;
    bar.update(rows);
  }
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
