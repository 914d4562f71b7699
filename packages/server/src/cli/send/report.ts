import type { SendCounts } from './checkpoint.js';
import { type CountedProblem, toProblemText } from './problem-table.js';

/** The result of a run of `twinbeam send`. */
export interface SendReport {
  file: string;
  /** Number of rows in the file. */
  total: number;
  /** Number of rows that are in the outbox or cannot be sent. */
  row: number;
  isDone: boolean;
  counts: SendCounts;
  problems: CountedProblem[];
  /** For a dry run: number of events by name, counted once for each pixel. */
  events?: Record<string, number>;
  /** Events that Meta has not confirmed. */
  pending?: number;
  /** Events that were quarantined since the run began. */
  quarantined?: number;
  /** Events that were set aside since the run began. */
  deadLetters?: number;
  /** The zone for times without a zone; undefined if there were none. */
  timeZone?: string | undefined;
  /** Duration of the run, in seconds. */
  seconds?: number;
}

/** The zone for times without a zone, unless another one is given. */
export const defaultTimeZone = 'UTC';

const format = (count: number): string => count.toLocaleString('en');

/** Returns the report as lines of text. */
export function toReportText(report: SendReport): string {
  const { file, total, row, counts, problems, events, timeZone, seconds } = report;
  const { pending = 0, quarantined = 0, deadLetters = 0 } = report;
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
    ...(timeZone === undefined ? [] : [toTimeZoneText(timeZone)]),
    ...(pending > 0 ? [`${format(pending)} events wait in the outbox; its dispatcher sends them.`] : []),
    ...(quarantined > 0
      ? [
          `${format(quarantined)} refused by Meta, in quarantine: a running server or twinbeam dispatch tries them again. twinbeam outbox list prints the reasons.`,
        ]
      : []),
    ...(deadLetters > 0 ? [`Meta refused ${format(deadLetters)} events: twinbeam dead list prints the reasons.`] : []),
  ].join('\n');
}

const toTimeZoneText = (timeZone: string): string =>
  timeZone === defaultTimeZone
    ? 'Times without a zone were read as UTC: --time-zone Europe/Berlin reads them as times of Berlin.'
    : `Times without a zone were read as times of ${timeZone}.`;
