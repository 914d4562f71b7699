import { type ActionSource, error, firstPresent } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';
import { toMaxAgeMs } from './max-event-age.js';

const minute = 60_000;

/** Returns the time of an event in milliseconds since 1970. A time that Meta would refuse is an error. */
export function toEventTime({ message, now, live, memo, report }: Mapping, actionSource: ActionSource): number {
  const field = firstPresent(message.timestamp) === undefined ? 'originalTimestamp' : 'timestamp';
  const given = firstPresent(message[field]);
  const senderTime = given === undefined ? now : memo.parseTime(given);
  if (senderTime === undefined) {
    report(error('timestamp-unreadable', field));
    return now;
  }
  const time = senderTime + (live ? toClockSkew(memo.parseTime(message.sentAt), now) : 0);
  const isTooFar = Math.floor(time / 1000) > Math.floor((now + minute) / 1000) || time < now - toMaxAgeMs(actionSource);
  if (isTooFar) report(error('event-too-far', field));
  return Math.floor(Math.min(time, now));
}

/**
 * Returns by how many milliseconds the sender's clock is slow, or 0 if it is wrong by a minute at most.
 *
 * @param sent the time of sending by the sender's clock, in milliseconds since 1970
 */
function toClockSkew(sent: number | undefined, now: number): number {
  const skew = sent === undefined ? 0 : now - sent;
  return Math.abs(skew) > minute ? skew : 0;
}
