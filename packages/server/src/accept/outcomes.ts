import type { Problem } from '@twinbeam/shared';
import { describeThrown } from '../log/describe-thrown.js';
import type { LogSampler } from '../log/log-sampler.js';
import { describeProblems } from '../mapping/describe-problems.js';
import type { SkipCause } from '../monitoring/metric-series.js';
import type { Metrics } from '../monitoring/metrics.js';
import type { StoreHealth } from '../monitoring/store-health.js';
import { type OutboxError, toOutboxError } from '../outbox/outbox.js';
import type { Acceptance } from './acceptance.js';
import { readEventName } from './event-name.js';
import type { SendResult } from './send-result.js';

/** Counts the outcome of each message, and logs what a person can correct. */
export interface Outcomes {
  /** The events of a message were stored, or the message has none. */
  completed(message: unknown, result: SendResult, skipCause?: SkipCause): Acceptance;
  /** An error was thrown before the events of a message were stored. */
  failed(message: unknown, cause: unknown, result?: SendResult): Acceptance;
  /** A call was rejected because of the call itself, not of its message. */
  rejected(problem: Problem): Acceptance;
  /** The arguments of a call could not be read. */
  refused(error: OutboxError): Acceptance;
}

export interface OutcomesOptions {
  metrics: Metrics;
  sampler: LogSampler;
  health: StoreHealth;
}

export function createOutcomes(options: OutcomesOptions): Outcomes {
  const { metrics, sampler, health } = options;
  const completed: Outcomes['completed'] = (message, result, skipCause) => {
    metrics.message(result.status);
    if (skipCause) metrics.skipped(skipCause);
    if (result.status === 'rejected') logRejected(message, result, options);
    return { result };
  };
  return {
    completed,
    failed(message, cause, result) {
      const error = toOutboxError(cause, 'The event could not be stored');
      metrics.message('unavailable');
      health.failed(error);
      const place = error === cause ? undefined : describeThrown(cause).at;
      const data = { event: readEventName(message), code: error.code, error: error.message, at: place };
      sampler.log('error', `unavailable ${error.code}`, data, 'event not stored');
      return { result: { problems: [], ...result, status: 'unavailable', reason: error.message }, error };
    },
    rejected: (problem) => completed(undefined, { status: 'rejected', problems: describeProblems([problem]) }),
    refused(error) {
      metrics.message('unavailable');
      return { result: { status: 'unavailable', problems: [], reason: error.message }, error };
    },
  };
}

/** Number of problems that a log line lists for a rejected message. */
const loggedProblems = 2;

function logRejected(message: unknown, { problems }: SendResult, { metrics, sampler }: OutcomesOptions): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  for (const { code } of errors) metrics.problem(code);
  const [first] = errors;
  const listed = errors.slice(0, loggedProblems).map(({ code, field }) => ({ code, field }));
  const data = { event: readEventName(message), problems: listed, reason: first?.message };
  sampler.log('warn', `rejected ${first?.code}`, data, 'message rejected: nothing was sent');
}
