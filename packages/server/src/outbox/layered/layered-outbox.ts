import type { Outbox, OutboxError, OutboxUse } from '../outbox.js';
import { withIdCheck } from '../with-id-check.js';
import { createFirstState, type FirstState, type OnSecondUsed } from './first-state.js';
import { createHandOver } from './hand-over.js';
import { createLayeredHeld } from './layered-held.js';
import { createLayeredQueue } from './layered-queue.js';
import { createLayeredStats } from './layered-stats.js';
import { createLayeredWithdrawals } from './layered-withdrawals.js';

/**
 * Two outboxes: the second takes what the first cannot take, and hands it over later.
 *
 * @example
 * createLayeredOutbox({ first: createNatsOutbox({ servers }), second: createLmdbOutbox({ path }) });
 */
export interface LayeredOutboxOptions {
  first: Outbox;
  second: Outbox;
  /** Called with the reason when new events begin to go to the second, and with undefined when the first is back. */
  onSecondUsed?: OnSecondUsed;
  /** Called with the number of events that the second has handed over, once it has none left. */
  onHandedOver?: (events: number) => void;
  /**
   * Called with the reason when the first does not take dead letters or holds of the second: once, until it takes them
   * again.
   */
  onKept?: (error: OutboxError) => void;
}

/** Interval at which the first is tried and the second hands over what it has, in milliseconds. */
const pollMs = 500;
/** Time in milliseconds for a hand-over to end when the outbox is closed. */
const closeMs = 1_000;

/**
 * Creates an outbox of two. An event is put into the first or, while the first is unreachable, too slow or full, into
 * the second. Events are sent only from the first, so that every event is compared with the ids that the first
 * remembers.
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
    // It tries the first with an event if there is one: an engine may have to create a stream again that is gone.
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
    // Each call is passed on, instead of copying the members: an engine may be an instance of a class.
    take: (...args) => first.take(...args),
    extend: (...args) => first.extend(...args),
    confirm: (...args) => first.confirm(...args),
    postpone: (...args) => first.postpone(...args),
    setAside: (...args) => first.setAside(...args),
    waitForDue: (...args) => first.waitForDue(...args),
    pauses: first.pauses,
    withdrawals: createLayeredWithdrawals(first, second, state, handOver.noteWithdrawal),
    deadLetters: first.deadLetters,
    pixels: async () => [...new Set([...(await first.pixels()), ...(await second.pixels())])],
    storeIds: async () => [...(await first.storeIds()), ...(await second.storeIds())],
    stats: createLayeredStats(first, second, state),
    held: createLayeredHeld(first, second, state),
    queue: withIdCheck(createLayeredQueue(first, second, state)),
    async forget(matchKeys) {
      const [inSecond, inFirst] = [await second.forget(matchKeys), await first.forget(matchKeys)];
      return {
        pending: inFirst.pending + inSecond.pending,
        quarantined: inFirst.quarantined + inSecond.quarantined,
        held: inFirst.held + inSecond.held,
        deadLetters: inFirst.deadLetters + inSecond.deadLetters,
      };
    },
    // No event is refused while the second takes it; `onSecondUsed` is called instead.
    onStateChange: () => () => undefined,
    async close() {
      await polling.end();
      await Promise.all([first.close(), second.close()]);
    },
  };
}

/** Opens both outboxes; the second alone is enough. */
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
        // An error that a person must correct fails the start.
        if (error.code !== 'unavailable') throw error;
        state.lose(error);
      });
    },
    retry: async (): Promise<void> => (isOpen ? undefined : open()),
  };
}

/** Polls at intervals until it is ended, also after a poll that fails. */
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

/** Rejects with `OutboxError` while the first is unreachable. */
async function tryFirst(first: Outbox, state: FirstState): Promise<void> {
  await state
    .run(() => first.checkWritable())
    .catch((error: OutboxError) => {
      // An outbox that is full has responded.
      if (error.code !== 'full') throw error;
    });
  await state.run(() => first.stats());
}
