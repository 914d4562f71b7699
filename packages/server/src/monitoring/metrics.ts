import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type SendResult, type SkipCause, skipCauses } from '../accept/send-result.js';
import { type GraphErrorKind, graphErrorPolicies } from '../graph/graph-error-policies.js';
import { problemCodes } from '../mapping/describe-problems.js';
import type { TwinbeamStats } from '../twinbeam.js';
import { type ProxyProblem, proxyProblems as proxyProblemCodes } from './proxy-problems.js';
import { createStatsGauges } from './stats-gauges.js';

const messageStatuses: SendResult['status'][] = ['accepted', 'duplicate', 'skipped', 'rejected', 'unavailable'];
const setAsideCauses = ['refused', 'too-old', 'not-received', 'not-confirmed'] as const;
const requestOutcomes = ['sent', ...new Set(Object.values(graphErrorPolicies).map(({ kind }) => kind))];
/** Those of whole requests; other bodies that cannot be read have the cause `body-` and the status. */
const refusalCauses = ['address-limit', 'total-limit', 'overload', 'origin', 'key', 'body-400', 'body-408', 'body-413'];

/** Counters of an instance. No label contains data of a visitor. */
export interface Metrics {
  /** Counts a message by its outcome. */
  message(status: SendResult['status']): void;
  /** Counts a message that was not looked at further, by the cause. */
  skipped(cause: SkipCause): void;
  /** Counts a request to `collect` that was refused, by the cause. */
  refused(cause: string): void;
  /** Counts a request that shows a mistake in what stands in front of the server. */
  proxyProblem(problem: ProxyProblem): void;
  /** Counts a problem of a rejected message. */
  problem(code: string): void;
  /** Counts events that Meta has confirmed. */
  sent(pixelId: string, events: number): void;
  /** Returns how many events Meta has confirmed. */
  sentCount(): number;
  /** Notes how long an event took from its acceptance to Meta's confirmation, in milliseconds. */
  delivered(pixelId: string, ms: number): void;
  /** Counts events by which Meta received fewer than were sent. */
  missing(pixelId: string, events: number): void;
  /** Counts events that were given back to be sent again. */
  retried(pixelId: string, events: number): void;
  /** Counts events that Graph refused, and that are tried again alone. */
  quarantined(pixelId: string, events: number): void;
  /** Counts events that became dead letters. */
  setAside(pixelId: string, why: (typeof setAsideCauses)[number], events: number): void;
  /** Notes how many dead letters expire within a day. */
  deadLettersExpiring(count: number): void;
  /** Counts dead letters that have expired. */
  deadLettersExpired(count: number): void;
  /** Counts a request to Graph that has ended, and its duration in milliseconds. */
  request(pixelId: string, outcome: 'sent' | GraphErrorKind, ms: number): void;
  /** Notes by how many milliseconds the system clock is ahead of Meta's. */
  clockAhead(ms: number): void;
  /** Writes all metrics in Prometheus' text format, with the gauges taken from `stats`. */
  text(stats: TwinbeamStats): Promise<string>;
}

/**
 * Creates counters in a registry of their own, so that several instances of one process do not mix. All series of known
 * labels are there from the start: a series that begins with 1 is no increase to Prometheus.
 *
 * @param pixelIds the pixels that this process sends for
 */
export function createMetrics(pixelIds: readonly string[]): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });

  const messages = counter('twinbeam_messages_total', 'Messages, by outcome', ['status']);
  const skipped = counter('twinbeam_messages_skipped_total', 'Messages that were skipped, by cause', ['cause']);
  const refused = counter('twinbeam_requests_refused_total', 'Requests to collect that were refused', ['cause']);
  const proxyProblems = counter('twinbeam_proxy_problems_total', 'Requests that show a mistake of a proxy', [
    'problem',
  ]);
  const problems = counter('twinbeam_rejections_total', 'Problems of rejected messages', ['code']);
  const sent = counter('twinbeam_events_sent_total', 'Events that Meta has confirmed', ['pixel']);
  const missing = counter('twinbeam_events_missing_total', 'Events by which Meta received fewer than were sent', [
    'pixel',
  ]);
  const retried = counter('twinbeam_events_retried_total', 'Events given back to be sent again', ['pixel']);
  const quarantined = counter('twinbeam_events_quarantined_total', 'Events that Meta refused, tried again alone', [
    'pixel',
  ]);
  const setAside = counter('twinbeam_events_set_aside_total', 'Events made dead letters', ['pixel', 'why']);
  const seconds = new Histogram({
    name: 'twinbeam_graph_request_seconds',
    help: 'How long Meta took to respond',
    labelNames: ['pixel', 'outcome'],
    buckets: [0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6],
    registers,
  });
  const batch = new Histogram({
    name: 'twinbeam_batch_events',
    help: 'Events of one confirmed request',
    labelNames: ['pixel'],
    buckets: [1, 5, 20, 100, 500, 1_000],
    registers,
  });
  const delivery = new Histogram({
    name: 'twinbeam_delivery_seconds',
    help: 'Time from the acceptance of an event to the confirmation of Meta',
    labelNames: ['pixel'],
    // A minute, an hour and a day are what Meta rates the freshness of events by.
    buckets: [1, 10, 60, 600, 3_600, 86_400, 604_800],
    registers,
  });
  const clockAhead = gauge('twinbeam_clock_ahead_seconds', 'How far the clock is ahead of that of Meta');
  const expiring = gauge('twinbeam_dead_letters_expiring', 'Dead letters that expire within a day');
  const expired = counter('twinbeam_dead_letters_expired_total', 'Dead letters deleted for their age');
  const setStats = createStatsGauges(registry, pixelIds);
  let sentCount = 0;

  for (const status of messageStatuses) messages.inc({ status }, 0);
  for (const cause of skipCauses) skipped.inc({ cause }, 0);
  for (const cause of refusalCauses) refused.inc({ cause }, 0);
  for (const problem of proxyProblemCodes) proxyProblems.inc({ problem }, 0);
  for (const code of problemCodes) problems.inc({ code }, 0);
  for (const pixel of pixelIds) {
    for (const each of [sent, missing, retried, quarantined]) each.inc({ pixel }, 0);
    for (const why of setAsideCauses) setAside.inc({ pixel, why }, 0);
    for (const outcome of requestOutcomes) seconds.zero({ pixel, outcome });
    batch.zero({ pixel });
    delivery.zero({ pixel });
  }

  return {
    message: (status) => messages.inc({ status }),
    skipped: (cause) => skipped.inc({ cause }),
    refused: (cause) => refused.inc({ cause }),
    proxyProblem: (problem) => proxyProblems.inc({ problem }),
    problem: (code) => problems.inc({ code }),
    sent(pixel, events) {
      if (events === 0) return;
      sentCount += events;
      sent.inc({ pixel }, events);
      batch.observe({ pixel }, events);
    },
    sentCount: () => sentCount,
    // The clock may have been set back meanwhile.
    delivered: (pixel, ms) => delivery.observe({ pixel }, Math.max(0, ms) / 1000),
    missing: (pixel, events) => missing.inc({ pixel }, events),
    retried: (pixel, events) => retried.inc({ pixel }, events),
    quarantined: (pixel, events) => quarantined.inc({ pixel }, events),
    setAside: (pixel, why, events) => setAside.inc({ pixel, why }, events),
    deadLettersExpiring: (count) => expiring.set(count),
    deadLettersExpired: (count) => expired.inc(count),
    request: (pixel, outcome, ms) => seconds.observe({ pixel, outcome }, ms / 1000),
    clockAhead: (ms) => clockAhead.set(ms / 1000),
    text(stats) {
      setStats(stats);
      return registry.metrics();
    },
  };
}
