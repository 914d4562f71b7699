import { type Problem, warning } from '@twinbeam/shared';
import { describeProblems } from '../mapping/describe-problems.js';
import type { SkipCause } from '../monitoring/metric-series.js';

/**
 * The outcome of a message. `status` is one of:
 * - `accepted`: stored, it will be sent;
 * - `duplicate`: the same event is pending or was sent recently;
 * - `skipped`: the message makes no event, or the visitor has not consented;
 * - `rejected`: it cannot be sent, because of the listed problems;
 * - `unavailable`: it could not be stored, or not within `storeTimeoutMs`; the log says why.
 *
 * @example
 * const { status, eventId, problems } = await twinbeam.track('Lead', {}, { identity });
 */
export interface SendResult {
  /** The outcome, as described above. */
  status: 'accepted' | 'duplicate' | 'skipped' | 'rejected' | 'unavailable';
  /** The id under which Meta counts the event once; undefined when there is no event. */
  eventId?: string;
  /** Errors of a rejected message, otherwise warnings about data that was left out of the event. At most ten. */
  problems: Problem[];
  /** Why the message was skipped or could not be stored. */
  reason?: string;
}

const skipReasons: Record<SkipCause, string> = {
  consent: 'the visitor has not consented',
  bot: 'the user agent is that of a bot',
  disallowed: 'collect.allow refused it',
  'server-only': 'only server code may send this event',
};

/** Creates the result of a message that is skipped. */
export const createSkippedResult = (cause: SkipCause): SendResult => ({
  status: 'skipped',
  reason: skipReasons[cause],
  problems: cause === 'consent' ? describeProblems([warning('consent-missing', 'context.consent')]) : [],
});
