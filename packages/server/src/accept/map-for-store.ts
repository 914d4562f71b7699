import { error, type MappingResult, type Problem, type Settings, skippedByWhen } from '@twinbeam/shared';
import { createLazy } from '../base/create-lazy.js';
import { applyBeforeSend, type BeforeSend } from '../mapping/before-send.js';
import { describeProblems, selectProblems } from '../mapping/describe-problems.js';
import type { MappingMemo } from '../mapping/mapping-memo.js';
import { toMaxAgeMs } from '../mapping/max-event-age.js';
import type { MappedServerEvent } from '../mapping/server-event.js';
import { toEventOfRequest } from '../mapping/to-server-event.js';
import type { SkipCause } from '../monitoring/metric-series.js';
import type { EventSource, OutboxEvent, PutResult } from '../outbox/outbox.js';
import { createSkippedResult, type SendResult } from './send-result.js';

export interface StoreContext {
  /** The settings of each pixel. */
  pixels: readonly Settings[];
  /** The clock, in milliseconds since 1970. */
  now: number;
  /** Whether a browser or SDK sent the message just now. */
  live: boolean;
  source: EventSource;
  /** Returns whether only server code may send events with this name of Meta's. */
  isServerOnly(pixelId: string, eventName: string): boolean;
  /** Returns whether a pixel takes a message. */
  isTaken(pixelId: string, message: unknown): boolean;
  createId: () => string;
  memo: MappingMemo;
  beforeSend?: BeforeSend | undefined;
  /** Called with the value that `beforeSend` threw. */
  onBeforeSendError?: (thrown: unknown) => void;
}

/** A message, mapped for each pixel. */
export interface MappedMessage {
  /** The result. If there are events, its status is final only once they are stored. */
  result: SendResult;
  /** The events to store. */
  events: OutboxEvent[];
  /** Why the message was skipped, unless it simply makes no event. */
  skipCause?: SkipCause;
}

/** Limit of an event's JSON: a request carries many events, and Meta would refuse a huge one. */
const maxEventBytes = 500_000;

/** Maps a message for each pixel. */
export function mapForStore(message: unknown, context: StoreContext): MappedMessage {
  const { events, problems: all, reason, isWithheld } = toOutboxEvents(message, context);
  // Several pixels often report the same problems.
  const problems = selectProblems(all);
  const [first] = events;
  if (first) return { result: { status: 'accepted', eventId: first.eventId, problems }, events };
  if (isWithheld) return { result: createSkippedResult('server-only'), skipCause: 'server-only', events };
  // If one pixel skips a message and another rejects it, the rejection is reported: somebody must know of it.
  const result: SendResult =
    reason === undefined || problems.length > 0
      ? { status: 'rejected', problems }
      : { status: 'skipped', problems, reason };
  return { result, events };
}

/** Returns the result of a message after its events were put into the outbox. */
export const withPutResults = ({ result }: MappedMessage, putResults: readonly PutResult[]): SendResult =>
  putResults.includes('accepted') ? result : { ...result, status: 'duplicate' };

function toOutboxEvents(message: unknown, context: StoreContext) {
  const { pixels, source, isServerOnly } = context;
  const problems: Problem[] = [];
  const events: OutboxEvent[] = [];
  let reason: string | undefined;
  let isWithheld = false;
  // Shared, so that an event without an id gets the same one for every pixel.
  const shared = { ...context, createId: createLazy(context.createId) };
  for (const settings of pixels) {
    const mapped = mapForPixel(message, settings, shared);
    if (mapped.skipped !== undefined) reason = mapped.skipped;
    else if (mapped.rejected !== undefined) problems.push(...mapped.rejected);
    else if (source !== 'server' && isServerOnly(settings.pixelId, mapped.event.event_name)) isWithheld = true;
    else {
      problems.push(...mapped.problems);
      const event = toOutboxEvent(mapped, settings.pixelId, source);
      if (Buffer.byteLength(event.json) <= maxEventBytes) events.push(event);
      else problems.push(...describeProblems([error('event-too-large', 'properties')]));
    }
  }
  return { events, problems, reason, isWithheld };
}

/** Maps a message for one pixel and applies `beforeSend`. */
function mapForPixel(
  message: unknown,
  settings: Settings,
  { now, live, source, createId, memo, isTaken, beforeSend, onBeforeSendError = () => undefined }: StoreContext,
): MappingResult<MappedServerEvent> {
  if (!isTaken(settings.pixelId, message)) return { skipped: skippedByWhen };
  const fromVisitor = source === 'page';
  const mapped = toEventOfRequest(message, settings, { now, live, fromVisitor, createId }, memo);
  return beforeSend && 'event' in mapped ? applyBeforeSend(mapped, message, beforeSend, onBeforeSendError) : mapped;
}

function toOutboxEvent({ event, testEventCode }: MappedServerEvent, pixelId: string, source: EventSource): OutboxEvent {
  const { event_name: name, event_id: eventId } = event;
  const expiresAt = event.event_time * 1000 + toMaxAgeMs(event.action_source);
  const json = JSON.stringify(event);
  return { pixelId, name, eventId, source, expiresAt, json, ...(testEventCode !== undefined && { testEventCode }) };
}
