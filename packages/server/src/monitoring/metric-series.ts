import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { graphErrorPolicies } from '../graph/graph-error-policies.js';
import { problemCodes } from '../mapping/describe-problems.js';
import { proxyProblems as proxyProblemCodes } from './proxy-problems.js';

const messageStatuses = ['accepted', 'duplicate', 'skipped', 'rejected', 'unavailable'] as const;
const skipCauses = ['consent', 'bot', 'disallowed', 'server-only'] as const;
export const setAsideCauses = ['refused', 'too-old', 'not-received', 'not-confirmed'] as const;
const requestOutcomes = ['sent', ...new Set(Object.values(graphErrorPolicies).map(({ kind }) => kind))];
const refusalCauses = [
  'address-limit',
  'total-limit',
  'overload',
  'origin',
  'key',
  'body-400',
  'body-408',
  'body-413',
  'body-500',
] as const;

/** The outcome of a message. */
export type MessageStatus = (typeof messageStatuses)[number];

/** Why a message was skipped without being mapped further. */
export type SkipCause = (typeof skipCauses)[number];

/** Why a request was refused; a body that cannot be read for another reason has the cause `body-` and the status. */
export type RefusalCause = (typeof refusalCauses)[number] | `body-${number}`;

/** The counters, gauges and histograms of an instance. */
export type MetricSeries = ReturnType<typeof createMetricSeries>;

/** Creates the series, without values. No label contains data about a visitor. */
export function createMetricSeries(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });

  return {
    messages: counter('twinbeam_messages_total', 'Messages, by outcome', ['status']),
    skipped: counter('twinbeam_messages_skipped_total', 'Messages that were skipped, by cause', ['cause']),
    refused: counter('twinbeam_requests_refused_total', 'Requests to collect that were refused', ['cause']),
    proxyProblems: counter('twinbeam_proxy_problems_total', 'Requests that show a misconfigured proxy', ['problem']),
    problems: counter('twinbeam_rejections_total', 'Problems of rejected messages', ['code']),
    sent: counter('twinbeam_events_sent_total', 'Events that Meta has confirmed', ['pixel']),
    missing: counter('twinbeam_events_missing_total', 'Events that were sent, but not received by Meta', ['pixel']),
    retried: counter('twinbeam_events_retried_total', 'Events given back to be sent again', ['pixel']),
    quarantined: counter(
      'twinbeam_events_quarantined_total',
      'Events that Meta refused and that are tried again alone',
      ['pixel'],
    ),
    withdrawn: counter(
      'twinbeam_events_withdrawn_total',
      'Events that were not sent because their visitors have withdrawn consent',
      ['pixel'],
    ),
    setAside: counter('twinbeam_events_set_aside_total', 'Events that became dead letters', ['pixel', 'why']),
    seconds: new Histogram({
      name: 'twinbeam_graph_request_seconds',
      help: 'How long Meta took to respond',
      labelNames: ['pixel', 'outcome'],
      buckets: [0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6],
      registers,
    }),
    batch: new Histogram({
      name: 'twinbeam_batch_events',
      help: 'Events of one confirmed request',
      labelNames: ['pixel'],
      buckets: [1, 5, 20, 100, 500, 1_000],
      registers,
    }),
    delivery: new Histogram({
      name: 'twinbeam_delivery_seconds',
      help: 'Time from the acceptance of an event to Meta’s confirmation',
      labelNames: ['pixel'],
      // Meta rates the freshness of events by a minute, an hour and a day.
      buckets: [1, 10, 60, 600, 3_600, 86_400, 604_800],
      registers,
    }),
    clockAhead: gauge('twinbeam_clock_ahead_seconds', 'How far the clock is ahead of Meta’s'),
    expiring: gauge('twinbeam_dead_letters_expiring', 'Dead letters that expire within a day'),
    expired: counter('twinbeam_dead_letters_expired_total', 'Dead letters deleted because of their age'),
  };
}

/** Starts the series of all known labels at 0: Prometheus does not see an increase in a series that begins with 1. */
export function startMetricSeries(series: MetricSeries, pixelIds: readonly string[]): void {
  for (const status of messageStatuses) series.messages.inc({ status }, 0);
  for (const cause of skipCauses) series.skipped.inc({ cause }, 0);
  for (const cause of refusalCauses) series.refused.inc({ cause }, 0);
  for (const problem of proxyProblemCodes) series.proxyProblems.inc({ problem }, 0);
  for (const code of problemCodes) series.problems.inc({ code }, 0);
  for (const pixel of pixelIds) {
    const { sent, missing, retried, quarantined, withdrawn } = series;
    for (const each of [sent, missing, retried, quarantined, withdrawn]) each.inc({ pixel }, 0);
    for (const why of setAsideCauses) series.setAside.inc({ pixel, why }, 0);
    for (const outcome of requestOutcomes) series.seconds.zero({ pixel, outcome });
    series.batch.zero({ pixel });
    series.delivery.zero({ pixel });
  }
}
