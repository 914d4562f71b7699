import type { Outbox, OutboxError, OutboxUse } from '../outbox.js';
import { createFirstState, type FirstState, type OnSecondUsed } from './first-state.js';
import { createHandOver } from './hand-over.js';
import { createLayeredHeld } from './layered-held.js';
import { createLayeredQueue } from './layered-queue.js';
import { createLayeredStats } from './layered-stats.js';

/**
 * Two outboxes: the second takes what the first cannot, and hands it over.
 *
 * @example
 * createLayeredOutbox({ first: createNatsOutbox({ servers }), second: createLmdbOutbox({ path }) });
 */
export interface LayeredOutboxOptions {
  first: Outbox;
  second: Outbox;
  /** Called when the second begins to take what comes, with the reason, and with undefined when the first is back. */
  onSecondUsed?: OnSecondUsed;
  /** Called with the number of events that the first has got from the second, once that has none. */
  onHandedOver?: (events: number) => void;
  /** Called once, until that is over, with the reason that the first does not take dead letters or holds of the second. */
  onKept?: (error: OutboxError) => void;
}

/** Interval in milliseconds at which the first is tried, and what the second has is handed over. */
const pollMs = 500;
/** Time in milliseconds for a hand-over to end when the outbox is closed. */
const closeMs = 1_000;

/**
 * Creates an outbox of two. An event is put into the first; while that is out of reach, too slow or full, into the second.
 * Events are sent from the first alone, so that its memory of ids is asked of each.
 */
export function createLayeredOutbox(options: LayeredOutboxOptions): Outbox {
  const { first, second } = options;
  const { onSecondUsed = () => undefined, onHandedOver = () => undefined, onKept = () => undefined } = options;
  const state = createFirstState(onSecondUsed);
  const handOver = createHandOver({ first, second, state, onHandedOver, onKept });
  const opening = createOpening(first, second, state);
  const polling = startPolling(async () => {
    const isAway = state.isAway();
    if (isAway) await opening.retry();
    // It tries the first with an event, where there is one: an engine may have to create what is gone.
    const { isFull, isTried } = await handOver.run(isAway);
    if (isAway && !isTried) await tryFirst(first, state);
    if (!isFull) state.regain();
  });

  return {
    durable: first.durable && second.durable,
    ready: opening.ready,
    put: (events) =>
      state.runOrElse(
        () => first.put(events),
        () => second.put(events),
      ),
    checkWritable: () =>
      state.runOrElse(
        () => first.checkWritable(),
        () => second.checkWritable(),
      ),
    // Call by call, not as a copy of the first: an engine may be the instance of a class.
    take: (...args) => first.take(...args),
    extend: (...args) => first.extend(...args),
    confirm: (...args) => first.confirm(...args),
    postpone: (...args) => first.postpone(...args),
    setAside: (...args) => first.setAside(...args),
    waitForDue: (...args) => first.waitForDue(...args),
    pauses: first.pauses,
    deadLetters: first.deadLetters,
    pixels: async () => [...new Set([...(await first.pixels()), ...(await second.pixels())])],
    storeIds: async () => [...(await first.storeIds()), ...(await second.storeIds())],
    stats: createLayeredStats(first, second, state),
    held: createLayeredHeld(first, second, state),
    queue: createLayeredQueue(first, second, state),
    async forget(matchKeys) {
      const [inSecond, inFirst] = [await second.forget(matchKeys), await first.forget(matchKeys)];
      return {
        pending: inFirst.pending + inSecond.pending,
        quarantined: inFirst.quarantined + inSecond.quarantined,
        held: inFirst.held + inSecond.held,
        deadLetters: inFirst.deadLetters + inSecond.deadLetters,
      };
    },
    // Nothing is refused while the second takes it; `onSecondUsed` is called instead.
    onStateChange: () => () => undefined,
    async close() {
      await polling.end();
      await Promise.all([first.close(), second.close()]);
    },
  };
}

/** Opens both; the second alone is enough. */
function createOpening(first: Outbox, second: Outbox, state: FirstState) {
  let lastUse: OutboxUse | undefined;
  let isOpen = false;
  const open = async (): Promise<void> => {
    await first.ready(lastUse);
    isOpen = true;
  };
  return {
    async ready(use?: OutboxUse): Promise<void> {
      lastUse = use;
      await second.ready();
      await open().catch((error: OutboxError) => {
        // What a person must correct fails at the start.
        if (error.code !== 'unavailable') throw error;
        state.lose(error);
      });
    },
    retry: async (): Promise<void> => (isOpen ? undefined : open()),
  };
}

/** Polls at intervals, until it is ended. A poll that fails is followed by the next. */
function startPolling(poll: () => Promise<void>) {
  let isEnded = false;
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= poll()
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
      });
  }, pollMs);
  timer.unref();
  return {
    async end(): Promise<void> {
      if (isEnded) return;
      isEnded = true;
      clearInterval(timer);
      await Promise.race([running, new Promise((resolve) => setTimeout(resolve, closeMs).unref())]);
    },
  };
}

/** Rejects with `OutboxError` while the first is out of reach. */
async function tryFirst(first: Outbox, state: FirstState): Promise<void> {
  await state
    .run(() => first.checkWritable())
    .catch((error: OutboxError) => {
      // One that is full has responded.
      if (error.code !== 'full') throw error;
    });
  await state.run(() => first.stats());
}
