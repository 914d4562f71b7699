import { guard } from '../page/guard.js';
import type { Tracker } from '../tracker/api.js';

/** A call that the stub has queued: the method, its arguments, and the message id that the stub has assigned. */
export type QueuedCall = [name: keyof Tracker, args: unknown[], messageId: string];

/** Queued calls in two lists, which are replayed one after the other. */
export interface QueuedCalls {
  /** Consent and identity, which must be known before the first event is sent. */
  early: QueuedCall[];
  /** All others, in their order. */
  late: QueuedCall[];
}

/** Sorts queued calls. A user who was identified after a `reset` is not the user of earlier events. */
export function sortQueuedCalls(calls: readonly QueuedCall[]): QueuedCalls {
  const early: QueuedCall[] = [];
  const late: QueuedCall[] = [];
  let hasSignedOut = false;
  for (const call of calls) {
    // Another script may have queued something that is not a call.
    const name = `${call?.[0]}`;
    if (name === 'reset' && late[0]) hasSignedOut = true;
    const isLate = /track|page|ready/.test(name) || (hasSignedOut && name !== 'consent');
    (isLate ? late : early).push(call);
  }
  return { early, late };
}

/** Makes queued calls on the tracker, with the message ids that the stub has assigned. */
export function replayCalls(tracker: Tracker, calls: readonly QueuedCall[]): void {
  const replay = guard(([name, [first, second, third], messageId]: QueuedCall) => {
    (tracker[name] as (...args: unknown[]) => void)(first, second, third, messageId);
  });
  calls.forEach(replay);
}
