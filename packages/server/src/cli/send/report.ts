import type { SendCounts } from './checkpoint.js';
import { type CountedProblem, toProblemText } from './problem-table.js';

/** Result of a run of `twinbeam send`. */
export interface SendReport {
  file: string;
  /** Rows of the file. */
  total: number;
  /** Rows that are done with. */
  row: number;
  isDone: boolean;
  counts: SendCounts;
  problems: CountedProblem[];
  /** Of a dry run: events by name, one for each pixel. */
  events?: Record<string, number>;
  /** Events that Meta has not confirmed. */
  pending?: number;
  /** Events that were quarantined since the run began. */
  quarantined?: number;
  /** Events that were set aside since the run began. */
  deadLetters?: number;
  /** Time of the run, in seconds. */
  seconds?: number;
}

const format = (count: number): string => count.toLocaleString('en');

/** Returns the report as lines of text. */
export function toReportText(report: SendReport): string {
  const { file, total, row, counts, problems, events, pending = 0, quarantined = 0, deadLetters = 0, seconds } = report;
  const { accepted, duplicate, skipped, rejected } = counts;
  const parts = [
    `${format(accepted)} ${events ? 'make an event' : 'stored'}`,
    ...(duplicate > 0 ? [`${format(duplicate)} known already`] : []),
    ...(skipped > 0 ? [`${format(skipped)} skipped`] : []),
    ...(rejected > 0 ? [`${format(rejected)} rejected`] : []),
  ];
  const names = Object.entries(events ?? {}).map(([name, count]) => `${name} ${format(count)}`);
  return [
    toProblemText(problems),
    '',
    `${file}: ${format(row)} of ${format(total)} rows${seconds === undefined ? '' : ` in ${seconds.toFixed(1)} s`}: ${parts.join(', ')}.`,
    ...(names.length > 0 ? [`Events: ${names.join(', ')}. Nothing was sent.`] : []),
    ...(pending > 0 ? [`${format(pending)} events wait in the outbox; its dispatcher sends them.`] : []),
    ...(quarantined > 0
      ? [
          `${format(quarantined)} refused by Meta, in quarantine: a running server or twinbeam dispatch tries them again. twinbeam outbox list prints the reasons.`,
        ]
      : []),
    ...(deadLetters > 0 ? [`Meta refused ${format(deadLetters)} events: twinbeam dead list prints the reasons.`] : []),
  ].join('\n');
}
