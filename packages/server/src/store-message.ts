import { error, type Problem, type Settings } from '@twinbeam/shared';
import { describeProblems } from './mapping/describe-problems.js';
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
  /** Who said it; see `OutboxEvent`. */
  source: OutboxEvent['source'];
  createId: () => string;
}

/** Meta takes events of the last 7 days, store sales of the last 62. */
const toExpiry = ({ event_time, action_source }: ServerEvent): number =>
  event_time * 1000 + (action_source === 'physical_store' ? 62 : 7) * 86_400_000;

/** A request carries many events, and Meta would refuse a huge one. */
const maxEventBytes = 500_000;

/** Maps a message for each pixel and stores the events. Rejects with `OutboxError` when they could not be stored. */
export async function storeMessage(
  message: unknown,
  { pixels, outbox, source, ...context }: StoreContext,
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
      const event = toOutboxEvent(mapped.event, settings.pixelId, source);
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

function toOutboxEvent(event: ServerEvent, pixelId: string, source: OutboxEvent['source']): OutboxEvent {
  const { event_name: name, event_id: eventId } = event;
  return { pixelId, name, eventId, source, expiresAt: toExpiry(event), json: JSON.stringify(event) };
}
