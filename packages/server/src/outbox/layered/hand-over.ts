import { lanes, type PixelLane } from '../lanes.js';
import { moveDeadLetters, moveHolds } from '../move.js';
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
  /** Called with the number of events that the first has got, once the second has none. */
  onHandedOver(events: number): void;
  /** Called once, until that is over, with the reason that the first does not take dead letters or holds. */
  onKept(error: OutboxError): void;
}

/** The handing over of what the second outbox has, by one process of several. */
export interface HandOver {
  /**
   * Hands over as much as the first takes; as a probe, one event before the others. Resolves to whether it was tried with an
   * event, and whether it has refused some because it is full. Rejects with `OutboxError` when one of the two cannot be used.
   */
  run(isProbe: boolean): Promise<{ isTried: boolean; isFull: boolean }>;
}

const maxEvents = 1_000;
const leaseMs = 30_000;

/**
 * Creates the hand-over. The second forgets an event when the first has it. An event that the first had got already, by a
 * call that was given up or from another server, is a duplicate there: so it is put as a new one, with its id alone.
 */
export function createHandOver({ first, second, state, onHandedOver, onKept }: HandOverOptions): HandOver {
  let size = maxEvents;
  let handedOver = 0;
  let isFull = false;
  let isTried = false;
  let isKeptReported = false;

  /** Returns whether the lane may have more. */
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
      // As many as fit.
      size = Math.max(1, size >> 1);
      return size > 1;
    }
    size = Math.min(maxEvents, size * 2);
    await second.confirm(ids);
    handedOver += events.length;
    return true;
  };

  /** Hands over dead letters and holds. Those that the first does not take must not hold up the events. */
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
    async run(isProbe) {
      isFull = false;
      isTried = false;
      if (isProbe) size = 1;
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
