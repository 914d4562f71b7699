import type { LogSampler } from '../log/log-sampler.js';
import type { Outbox, OutboxEvent, PutResult } from '../outbox/outbox.js';

/** Time that must remain for sending an event when its hold expires, in milliseconds. */
const sendReserveMs = 24 * 3_600_000;

export interface HoldOptions {
  outbox: Pick<Outbox, 'held'>;
  sampler: LogSampler;
  /** Returns whether an event, by Meta's name, is in `collect.held`: pages then leave it to server code. */
  isHeld(pixelId: string, eventName: string): boolean;
  now: () => number;
}

/**
 * Holds the events of a message, one for each pixel, under the id of the first until it is confirmed or `holdMs` have
 * passed.
 */
export async function holdEvents(
  events: OutboxEvent[],
  holdMs: number,
  { outbox, sampler, isHeld, now }: HoldOptions,
): Promise<PutResult[]> {
  const heldAt = now();
  // The event may have happened long before it was tracked, so it may expire sooner.
  const latest = Math.min(...events.map(({ expiresAt }) => expiresAt)) - sendReserveMs;
  const [{ eventId: id = '', name = '' } = {}] = events;
  if (events.some((event) => !isHeld(event.pixelId, event.name))) {
    const text =
      'an event is held, but pages may still send it: list it in collect.held, or it counts before it is paid';
    sampler.log('warn', 'hold', { event: name }, text);
  }
  const result = await outbox.held.add({ id, heldAt, until: Math.min(heldAt + holdMs, latest), events });
  return events.map(() => result);
}
