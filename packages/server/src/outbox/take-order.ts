import type { Lane } from './lanes.js';
import type { StoredEvent } from './outbox.js';

/** One step of a take: it takes events from one end of a lane. */
export interface TakeStep {
  from: 'oldest' | 'newest';
  /** Limits of events, and of characters of their JSON, that apply to this step and the earlier steps together. */
  maxEvents: number;
  maxLength: number;
  /** Whether the first event is taken even if it is longer than the limit. */
  takesLongFirst: boolean;
}

/** The oldest due event of a lane. */
export interface OldestDue extends Pick<StoredEvent, 'expiresAt'> {
  /** When it was due, in milliseconds since 1970. */
  due: number;
}

/** Age of the oldest event, in milliseconds, from which the newest events go first. */
const backlogMs = 60_000;
/** One in so many events of a take is then one of the oldest, so that these are sent too. */
const oldestShare = 8;
/** Time before its expiry from which an event goes first, in milliseconds. */
const urgentMs = 24 * 3_600_000;

const isOrdered = (lane: Lane): boolean => lane === 'suspect' || lane === 'quarantine';

/**
 * Selects the end from which events of a lane are taken. Normally the oldest go first. After an outage the oldest are
 * no longer fresh in any case, so the newest, which still are, go first; but no event waits until it expires.
 */
export function selectTakeSteps(
  lane: Lane,
  { due, expiresAt }: OldestDue,
  max: { events: number; length: number },
  now: number,
): TakeStep[] {
  const all = { maxEvents: max.events, maxLength: max.length, takesLongFirst: true };
  const isUrgent = expiresAt - now < urgentMs;
  if (isOrdered(lane) || isUrgent || now - due < backlogMs) return [{ from: 'oldest', ...all }];
  const maxEvents = Math.floor(max.events / oldestShare);
  const maxLength = max.length / oldestShare;
  return [
    { from: 'oldest', maxEvents, maxLength, takesLongFirst: false },
    { from: 'newest', ...all },
  ];
}
