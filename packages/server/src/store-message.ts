import { error, type Problem, type Settings } from '@twinbeam/shared';
import { describeProblems } from './mapping/describe-problems.js';
import { toMaxAgeMs } from './mapping/max-event-age.js';
import { type ServerEvent, toServerEvent } from './mapping/to-server-event.js';
import type { Outbox, OutboxEvent } from './outbox/outbox.js';
import type { SendResult } from './send-result.js';

export interface StoreContext {
  /** The settings of each pixel. */
  pixels: readonly Settings[];
  outbox: Outbox;
  /** The clock, in milliseconds since 1970. */
  now: number;
  /** Whether the message came just now from a browser or SDK. */
  live: boolean;
  createId: () => string;
}

/** A request carries many events, and Meta would refuse a huge one. */
const maxEventBytes = 500_000;

/** Maps a message for each pixel and stores the events. Rejects with `OutboxError` when they could not be stored. */
export async function storeMessage(
  message: unknown,
  { pixels, outbox, ...context }: StoreContext,
): Promise<SendResult> {
  const problems: Problem[] = [];
  const events: OutboxEvent[] = [];
  let reason: string | undefined;
  // Created once, so that an event without an id has the same one for every pixel.
  const id = context.createId();
  for (const settings of pixels) {
    const mapped = toServerEvent(message, settings, { ...context, createId: () => id });
    if (mapped.skipped !== undefined) reason = mapped.skipped;
    else if (mapped.rejected !== undefined) problems.push(...mapped.rejected);
    else {
      problems.push(...mapped.problems);
      const event = toOutboxEvent(mapped.event, settings.pixelId);
      if (Buffer.byteLength(event.json) <= maxEventBytes) events.push(event);
      else problems.push(...describeProblems([error('event-too-large', 'properties')]));
    }
  }
  const [first] = events;
  if (!first) return reason === undefined ? { status: 'rejected', problems } : { status: 'skipped', problems, reason };
  const results = await outbox.put(events);
  const status = results.includes('accepted') ? 'accepted' : 'duplicate';
  return { status, eventId: first.eventId, problems };
}

function toOutboxEvent(event: ServerEvent, pixelId: string): OutboxEvent {
  const { event_name: name, event_id: eventId } = event;
  const expiresAt = event.event_time * 1000 + toMaxAgeMs(event.action_source);
  return { pixelId, name, eventId, expiresAt, json: JSON.stringify(event) };
}
