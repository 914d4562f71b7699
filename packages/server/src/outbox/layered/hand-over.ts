import { withTimeout } from '../../base/with-timeout.js';
import { lanes, type PixelLane } from '../lanes.js';
import { copyWithdrawals, moveDeadLetters, moveHolds } from '../move.js';
import {
  type Outbox,
  OutboxError,
  type OutboxEvent,
  type OutboxStats,
  type StoredEvent,
  toOutboxError,
} from '../outbox.js';
import { toIds } from '../to-ids.js';
import { type FirstState, firstFailed } from './first-state.js';

export interface HandOverOptions {
  first: Outbox;
  second: Outbox;
  state: FirstState;
  /** Called with the number of events that were handed over, once the second has none left. */
  onHandedOver(events: number): void;
  /** Called with the reason when the first does not take dead letters or holds: once, until it takes them again. */
  onKept(error: OutboxError): void;
}

/** Hands over what the second outbox has to the first. Several processes may do so at the same time. */
export interface HandOver {
  /**
   * Hands over as much as the first takes; as a probe, starts with a single event. Resolves to whether any event was
   * handed to the first, and whether the first has refused events because it is full. Rejects with `OutboxError` when
   * one of the two cannot be used.
   */
  run(isProbe: boolean): Promise<{ isTried: boolean; isFull: boolean }>;
  /** Called when the second has a new withdrawal of consent. */
  noteWithdrawal(): void;
}

const maxEvents = 1_000;
const leaseMs = 30_000;
/** Time limit of handing over withdrawals, in milliseconds. */
const limitMs = 1_000;

/**
 * Creates the hand-over. The second removes an event once the first has it. The first may have it already, from a call
 * that timed out or from another server. To be recognised as a duplicate, the event is put as a new one, without its
 * history in the second.
 */
export function createHandOver({ first, second, state, onHandedOver, onKept }: HandOverOptions): HandOver {
  let size = maxEvents;
  let handedOver = 0;
  let isFull = false;
  let isTried = false;
  let isKeptReported = false;

  /** Returns whether the lane may have more events. */
  const handOverBatch = async ({ pixelId, lane }: PixelLane): Promise<boolean> => {
    const events = await second.take(pixelId, size, leaseMs, { lane });
    if (events.length === 0) return false;
    isTried = true;
    const ids = toIds(events);
    try {
      await state.run(() => first.put(events.map(toNewEvent)));
    } catch (error) {
      await second.postpone(ids, Date.now(), { untried: true });
      if (!(error instanceof OutboxError && error.code === 'full')) throw error;
      isFull = true;
      // Next time fewer, until they fit.
      size = Math.max(1, size >> 1);
      return size > 1;
    }
    size = Math.min(maxEvents, size * 2);
    await second.confirm(ids);
    handedOver += events.length;
    return true;
  };

  /** Whether the second may have withdrawals that the first lacks; at the start, of an earlier run. */
  let hasWithdrawals = true;
  /** Hands over withdrawals: before the events, which another host may send at once. If it fails, the next run tries again. */
  const handOverWithdrawals = async (): Promise<void> => {
    // To compare them all in each run would hold up the process: the second keeps those that it has handed over.
    if (!hasWithdrawals) return;
    hasWithdrawals = false;
    const createLateError = (): Error => new Error('The first outbox did not respond.');
    await withTimeout(copyWithdrawals(second, first), limitMs, createLateError).catch(() => {
      hasWithdrawals = true;
    });
  };

  /** Hands over dead letters and holds. If the first does not take them, that must not delay the events. */
  const handOverRest = async ({ deadLetters, held }: OutboxStats): Promise<void> => {
    try {
      if (deadLetters > 0) await moveDeadLetters(second, first);
      if (held > 0) await moveHolds(second, first);
      isKeptReported = false;
    } catch (error) {
      if (!isKeptReported) onKept(toOutboxError(error, firstFailed));
      isKeptReported = true;
    }
  };

  return {
    noteWithdrawal() {
      hasWithdrawals = true;
    },
    async run(isProbe) {
      isFull = false;
      isTried = false;
      if (isProbe) size = 1;
      await handOverWithdrawals();
      const stats = await second.stats();
      if (stats.quarantined > 0) await second.queue.replay();
      for (const pixelId of await second.pixels()) {
        for (const lane of lanes) while (await handOverBatch({ pixelId, lane }));
      }
      if (handedOver > 0 && (await second.stats()).pending === 0) {
        onHandedOver(handedOver);
        handedOver = 0;
      }
      if (!isProbe) await handOverRest(stats);
      return { isTried, isFull };
    },
  };
}

const toNewEvent = ({ pixelId, name, eventId, source, expiresAt, json, testEventCode }: StoredEvent): OutboxEvent => ({
  pixelId,
  name,
  eventId,
  source,
  expiresAt,
  json,
  ...(testEventCode !== undefined && { testEventCode }),
});
