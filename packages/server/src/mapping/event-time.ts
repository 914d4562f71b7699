import { type ActionSource, error, firstPresent, type Message, type Problem } from '@twinbeam/shared';
import { toMaxAgeMs } from './max-event-age.js';
import { parseTime } from './parse-time.js';

/** Clock that the time of an event is judged by. */
export interface EventTimeContext {
  /** The clock, in milliseconds since 1970; default `Date.now()`. */
  now?: number | undefined;
  /** The message has just been sent by a browser or SDK, whose clock may be off; default false, as for a backfill. */
  live?: boolean | undefined;
}

const minute = 60_000;

/**
 * Maps the time of an event, in whole seconds since 1970 and in milliseconds, with an error when Meta would refuse it.
 */
export function toEventTime(
  message: Message,
  actionSource: ActionSource,
  { now = Date.now(), live = false }: EventTimeContext,
): { eventTime: number; eventTimeMs: number; problems: Problem[] } {
  const field = firstPresent(message.timestamp) === undefined ? 'originalTimestamp' : 'timestamp';
  const given = firstPresent(message[field]);
  const senderTime = given === undefined ? now : parseTime(given);
  if (senderTime === undefined) {
    return { eventTime: Math.floor(now / 1000), eventTimeMs: now, problems: [error('timestamp-unreadable', field)] };
  }
  const time = senderTime + (live ? clockSkew(message, now) : 0);
  const isTooFar = Math.floor(time / 1000) > Math.floor((now + minute) / 1000) || time < now - toMaxAgeMs(actionSource);
  const eventTimeMs = Math.floor(Math.min(time, now));
  return {
    eventTime: Math.floor(eventTimeMs / 1000),
    eventTimeMs,
    problems: isTooFar ? [error('event-too-far', field)] : [],
  };
}

/** Returns how far the sender's clock is behind ours in milliseconds, when it is off by more than a minute. */
function clockSkew({ sentAt }: Message, now: number): number {
  const sent = parseTime(sentAt);
  const skew = sent === undefined ? 0 : now - sent;
  return Math.abs(skew) > minute ? skew : 0;
}
