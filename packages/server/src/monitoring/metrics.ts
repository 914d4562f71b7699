import { Registry } from 'prom-client';
import type { GraphErrorKind } from '../graph/graph-error-policies.js';
import {
  createMetricSeries,
  type MessageStatus,
  type RefusalCause,
  type SkipCause,
  type setAsideCauses,
  startMetricSeries,
} from './metric-series.js';
import type { ProxyProblem } from './proxy-problems.js';
import { createStatsGauges } from './stats-gauges.js';
import type { TwinbeamStats } from './twinbeam-stats.js';

/** The metrics of an instance. No label contains data about a visitor. */
export interface Metrics {
  /** Counts a message by its outcome. */
  message(status: MessageStatus): void;
  /** Counts a skipped message by cause. */
  skipped(cause: SkipCause): void;
  /** Counts a refused request to `collect` by cause. */
  refused(cause: RefusalCause): void;
  /** Counts a request that shows a misconfigured proxy in front of the server. */
  proxyProblem(problem: ProxyProblem): void;
  /** Counts a problem of a rejected message. */
  problem(code: string): void;
  /** Counts events that Meta has confirmed. */
  sent(pixelId: string, events: number): void;
  /** Returns how many events Meta has confirmed. */
  sentCount(): number;
  /** Records the time from an event's acceptance to Meta's confirmation, in milliseconds. */
  delivered(pixelId: string, ms: number): void;
  /** Counts the events that were sent but that Meta did not receive. */
  missing(pixelId: string, events: number): void;
  /** Counts events that were given back to be sent again. */
  retried(pixelId: string, events: number): void;
  /** Counts events that Graph refused, and that are tried again alone. */
  quarantined(pixelId: string, events: number): void;
  /** Counts events that were not sent because their visitors have withdrawn consent. */
  withdrawn(pixelId: string, events: number): void;
  /** Counts events that became dead letters. */
  setAside(pixelId: string, why: (typeof setAsideCauses)[number], events: number): void;
  /** Sets the number of dead letters that expire within a day. */
  deadLettersExpiring(count: number): void;
  /** Counts dead letters that have expired. */
  deadLettersExpired(count: number): void;
  /** Counts a completed request to Graph, and records its duration in milliseconds. */
  request(pixelId: string, outcome: 'sent' | GraphErrorKind, ms: number): void;
  /** Sets by how many milliseconds the system clock is ahead of Meta's. */
  clockAhead(ms: number): void;
  /** Returns all metrics in the Prometheus text format, with the gauges taken from `stats`. */
  text(stats: TwinbeamStats): Promise<string>;
}

/**
 * Creates metrics in a registry of their own, so that several instances in one process do not mix.
 *
 * @param pixelIds the pixels for which this process sends
 */
export function createMetrics(pixelIds: readonly string[]): Metrics {
  const registry = new Registry();
  const series = createMetricSeries(registry);
  startMetricSeries(series, pixelIds);
  const setStats = createStatsGauges(registry, pixelIds);
  let sentCount = 0;

  return {
    message: (status) => series.messages.inc({ status }),
    skipped: (cause) => series.skipped.inc({ cause }),
    refused: (cause) => series.refused.inc({ cause }),
    proxyProblem: (problem) => series.proxyProblems.inc({ problem }),
    problem: (code) => series.problems.inc({ code }),
    sent(pixel, events) {
      if (events === 0) return;
      sentCount += events;
      series.sent.inc({ pixel }, events);
      series.batch.observe({ pixel }, events);
    },
    sentCount: () => sentCount,
    // The clock may have been set back meanwhile.
    delivered: (pixel, ms) => series.delivery.observe({ pixel }, Math.max(0, ms) / 1000),
    missing: (pixel, events) => series.missing.inc({ pixel }, events),
    retried: (pixel, events) => series.retried.inc({ pixel }, events),
    quarantined: (pixel, events) => series.quarantined.inc({ pixel }, events),
    withdrawn: (pixel, events) => series.withdrawn.inc({ pixel }, events),
    setAside: (pixel, why, events) => series.setAside.inc({ pixel, why }, events),
    deadLettersExpiring: (count) => series.expiring.set(count),
    deadLettersExpired: (count) => series.expired.inc(count),
    request: (pixel, outcome, ms) => series.seconds.observe({ pixel, outcome }, ms / 1000),
    clockAhead: (ms) => series.clockAhead.set(ms / 1000),
    text(stats) {
      setStats(stats);
      return registry.metrics();
    },
  };
}
