import { type Problem, toFields } from '@twinbeam/shared';
import type { SendResult } from '../../accept/send-result.js';

/** The outcome of one message of a request, as reported to the page. */
export interface CollectResult {
  /** The message's own id, if it looks like an id. */
  messageId?: string;
  status: SendResult['status'];
  eventId?: string;
  problems?: Problem[];
  /** Why the message was skipped. */
  reason?: string;
}

/** Limit of problems in one response. */
const maxProblems = 50;

/** Bytes of ids and of problems in one response. Whatever the request contains, the response stays below 16 kB. */
const maxIdBytes = 6_000;
const maxProblemBytes = 6_000;

/**
 * Builds the results of a request, one for each message. A page is not told that an event is a duplicate, because that
 * would reveal order numbers. If the response would become too long, later results have no problems and no ids.
 */
export function toCollectResults(batch: readonly unknown[], results: readonly SendResult[]): CollectResult[] {
  const takeIdBytes = createByteBudget(maxIdBytes);
  const takeProblemBytes = createByteBudget(maxProblemBytes);
  let problemsLeft = maxProblems;
  return results.map(({ status, eventId, problems, reason }, index) => {
    const result: CollectResult = { status: status === 'duplicate' ? 'accepted' : status };
    const { messageId } = toFields(batch[index]);
    if (typeof messageId === 'string' && messageId.length <= 200 && takeIdBytes(messageId))
      result.messageId = messageId;
    if (eventId !== undefined && takeIdBytes(eventId)) result.eventId = eventId;
    const told = problems.slice(0, problemsLeft).filter(takeProblemBytes);
    problemsLeft -= told.length;
    if (told.length > 0) result.problems = told;
    if (status === 'skipped' && reason !== undefined && takeProblemBytes(reason)) result.reason = reason;
    return result;
  });
}

/** Returns a function that tells whether a value still fits into the remaining bytes of JSON. */
function createByteBudget(bytes: number): (value: unknown) => boolean {
  let left = bytes;
  return (value) => {
    const length = Buffer.byteLength(JSON.stringify(value));
    if (length > left) return false;
    left -= length;
    return true;
  };
}
