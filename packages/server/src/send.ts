import { error, type Problem, type Settings } from '@twinbeam/shared';
import { describeProblems } from './mapping/describe-problems.js';
import { type ServerEvent, toServerEvent } from './mapping/to-server-event.js';
import type { Outbox, OutboxEvent } from './outbox/outbox.js';

/**
 * What became of a message:
 * - `accepted`: stored, it will be sent;
 * - `duplicate`: the same event waits already or was sent lately;
 * - `skipped`: it makes no event;
 * - `rejected`: it cannot be sent, for the problems named.
 */
export interface SendResult {
  status: 'accepted' | 'duplicate' | 'skipped' | 'rejected';
  eventId?: string;
  problems: Problem[];
  /** Why it was skipped. */
  reason?: string;
}

/** Meta takes events of the last 7 days, store sales of the last 62. */
const expiryOf = ({ event_time, action_source }: ServerEvent): number =>
  event_time * 1000 + (action_source === 'physical_store' ? 62 : 7) * 86_400_000;

/** A request carries many events, and Meta would refuse a huge one. */
const maxEventBytes = 500_000;

/** Maps a message for each pixel and stores what comes of it. Rejects only when it could not be stored. */
export async function sendMessage(
  message: unknown,
  pixels: readonly Settings[],
  outbox: Outbox,
  context: { now: number; live: boolean; createId: () => string },
): Promise<SendResult> {
  const problems: Problem[] = [];
  const events: OutboxEvent[] = [];
  let reason: string | undefined;
  // Made once, so that an event without an id has the same one for every pixel.
  const id = context.createId();
  for (const settings of pixels) {
    const mapped = toServerEvent(message, settings, { ...context, createId: () => id });
    if (mapped.skipped !== undefined) reason = mapped.skipped;
    else if (mapped.rejected !== undefined) problems.push(...mapped.rejected);
    else {
      problems.push(...mapped.problems);
      const { event_name: name, event_id: eventId } = mapped.event;
      const json = JSON.stringify(mapped.event);
      if (Buffer.byteLength(json) > maxEventBytes) {
        problems.push(...describeProblems([error('event-too-large', 'properties')]));
        continue;
      }
      events.push({ pixelId: settings.pixelId, name, eventId, expiresAt: expiryOf(mapped.event), json });
    }
  }
  const [first] = events;
  if (!first) return reason === undefined ? { status: 'rejected', problems } : { status: 'skipped', problems, reason };
  const results = await outbox.put(events);
  const status = results.includes('accepted') ? 'accepted' : 'duplicate';
  return { status, eventId: first.eventId, problems };
}
