import type { Lane } from './lanes.js';
import type { StoredEvent } from './outbox.js';

/** A part of a take: from one end of a lane's due events. */
export interface TakeStep {
  from: 'oldest' | 'newest';
  /** Events, and characters of their JSON, that the steps up to this one take at most. */
  maxEvents: number;
  maxLength: number;
  /** Whether the first event is taken even if it is longer. */
  takesLongFirst: boolean;
}

/** The oldest event that a lane has to give. */
export interface OldestDue extends Pick<StoredEvent, 'expiresAt'> {
  /** When it was due, in milliseconds since 1970. */
  due: number;
}

/** Age of a backlog in milliseconds from which on its newest events go first. */
const backlogMs = 60_000;
/** One of so many events of a take is then of the oldest, so that these go on too. */
const oldestShare = 8;
/** Time before its expiry in which an event goes first, in milliseconds. */
const urgentMs = 24 * 3_600_000;

const isOrdered = (lane: Lane): boolean => lane === 'suspect' || lane === 'quarantine';

/**
 * Selects from which end a lane is taken. In normal running the oldest go first. After an outage these are too late for
 * their freshness already, and the newest go first, which are not; but none waits until it expires.
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
