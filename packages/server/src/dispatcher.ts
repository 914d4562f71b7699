import type { GraphClient } from './graph/client.js';
import { GraphError } from './graph/errors.js';
import type { Logger } from './logger.js';
import type { Outbox, StoredEvent } from './outbox/outbox.js';

/** Sends what is in the outbox for one pixel, one request at a time, in batches that form by themselves under load. */
export interface Dispatcher {
  /** Waits until nothing of the pixel is left, at most `timeoutMs`. Answers whether that is so. */
  flush(timeoutMs: number): Promise<boolean>;
  /** Takes nothing more; resolves when the request in flight has ended. */
  stop(): Promise<void>;
  /** Why nothing is sent at the moment. */
  paused(): string | undefined;
}

export interface DispatcherOptions {
  pixelId: string;
  outbox: Outbox;
  graph: GraphClient;
  logger: Logger;
  now: () => number;
  random: () => number;
}

/** Meta's limit. https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api#batch-requests */
const maxBatch = 1_000;
/** A request's size in characters: larger ones would not get through in time. */
const maxBatchBytes = 1_000_000;
const leaseMs = 60_000;
/** So many events refused alike, and none taken, and it is not the events. */
const probesBeforePause = 20;
/** The first wait after a failure; it doubles up to the ceiling, and is drawn at random below it. */
const firstBackoffMs = 500;
const maxBackoffMs = 60_000;
const probeMs = 30_000;

export function createDispatcher({ pixelId, outbox, graph, logger, now, random }: DispatcherOptions): Dispatcher {
  let stopped = false;
  let failures = 0;
  let pauseReason: string | undefined;
  let holdUntil = 0;
  /** Something was put since the outbox was last looked at. */
  let news = false;
  let wake: (() => void) | undefined;

  const stopListening = outbox.onPut((id) => {
    if (id !== pixelId) return;
    news = true;
    if (now() >= holdUntil) wake?.();
  });
  const running = run();

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        if (now() < holdUntil || !(await sendNext())) await rest();
      } catch (error) {
        logger.error({ pixelId, error: describe(error) }, 'the outbox failed; trying again');
        hold(backoff());
      }
    }
  }

  /** Sends one batch. Answers whether there was one. */
  async function sendNext(): Promise<boolean> {
    news = false;
    const taken = await outbox.take(pixelId, maxBatch, leaseMs);
    try {
      await sendBatch(await fitting(await setAsideStale(taken)));
    } catch (error) {
      // Not Meta's doing: nothing is kept from another try until the lease runs out.
      await outbox.postpone(idsOf(taken), now(), { untried: true });
      throw error;
    }
    return taken.length > 0;
  }

  async function setAsideStale(events: StoredEvent[]): Promise<StoredEvent[]> {
    const stale = events.filter(({ expiresAt }) => expiresAt <= now());
    if (stale.length === 0) return events;
    await outbox.setAside(idsOf(stale), {
      reason: 'It grew too old while it waited: Meta takes events of the last 7 days (store sales: 62).',
    });
    logger.warn({ pixelId, events: stale.length }, 'events set aside: too old');
    return events.filter((event) => !stale.includes(event));
  }

  /** As many events as make a request of reasonable size; the others go back. */
  async function fitting(events: StoredEvent[]): Promise<StoredEvent[]> {
    let bytes = 0;
    const over = events.findIndex(({ json }, index) => {
      bytes += json.length;
      return index > 0 && bytes > maxBatchBytes;
    });
    if (over < 0) return events;
    await outbox.postpone(idsOf(events.slice(over)), now(), { untried: true });
    return events.slice(0, over);
  }

  async function sendBatch(events: StoredEvent[]): Promise<void> {
    if (events.length === 0) return;
    const batch: Batch = { size: events.length, delivered: 0, refused: [] };
    await sendParts(events, batch);
    const { delivered, refused } = batch;
    const [first] = refused;
    if (!first) return;
    if (delivered === 0 && refused.length > 1 && (refused.length === batch.size || isHopeless(batch))) {
      await outbox.postpone(idsOf(refused.map(({ event }) => event)), now() + probeMs, { untried: true });
      return pause(first.error);
    }
    for (const { event, error } of refused) {
      const { message: reason, code, subcode, traceId } = error;
      await outbox.setAside([event.id], { reason, code, subcode, traceId });
      logger.warn({ pixelId, eventId: event.eventId, name: event.name, error: reason }, 'event set aside: refused');
    }
  }

  /** Sends events, in halves where Meta refuses them whole, and notes what came of it. */
  async function sendParts(events: StoredEvent[], batch: Batch): Promise<void> {
    // Not after a failure of the part before, nor when it is plainly not the events.
    if (stopped || now() < holdUntil || isHopeless(batch)) {
      return outbox.postpone(idsOf(events), Math.max(now(), holdUntil), { untried: true });
    }
    try {
      const { received, traceId } = await graph.send(events.map(({ json }) => json));
      await outbox.confirm(idsOf(events));
      batch.delivered += events.length;
      if (received < events.length)
        logger.warn({ pixelId, sent: events.length, received, traceId }, 'Meta received fewer');
      resume();
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      if (error.kind !== 'invalid' && error.kind !== 'too-large') return giveBack(events, error);
      const [only] = events;
      if (events.length === 1 && only) {
        batch.refused.push({ event: only, error });
        return;
      }
      const middle = events.length >> 1;
      await sendParts(events.slice(0, middle), batch);
      await sendParts(events.slice(middle), batch);
    }
  }

  /** When many events are refused alike and none is taken, it is not the events. */
  function isHopeless({ delivered, refused }: Batch): boolean {
    const [first] = refused;
    return (
      delivered === 0 &&
      refused.length >= probesBeforePause &&
      refused.every(({ error }) => error.code === first?.error.code && error.subcode === first?.error.subcode)
    );
  }

  async function giveBack(batch: StoredEvent[], error: GraphError): Promise<void> {
    if (error.kind === 'token') {
      pause(error);
      return outbox.postpone(idsOf(batch), holdUntil, { untried: true });
    }
    const wait = Math.max(error.retryAfterMs ?? 0, backoff());
    hold(wait);
    await outbox.postpone(idsOf(batch), now() + wait);
    logger.warn(
      { pixelId, events: batch.length, retryInMs: Math.round(wait), error: describe(error) },
      'sending failed',
    );
  }

  /** Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
  function backoff(): number {
    return random() * Math.min(maxBackoffMs, firstBackoffMs * 2 ** Math.min(failures++, 20));
  }

  function hold(ms: number): void {
    holdUntil = now() + ms;
  }

  function pause(error: GraphError): void {
    hold(probeMs);
    if (!pauseReason) logger.error({ pixelId, error: describe(error) }, 'pixel paused; events are kept');
    pauseReason = error.message;
  }

  function resume(): void {
    if (pauseReason) logger.info({ pixelId }, 'pixel goes on');
    pauseReason = undefined;
    failures = 0;
  }

  /** Until the hold is over, or else until something is put or due. */
  async function rest(): Promise<void> {
    const held = now() < holdUntil;
    const until = held ? holdUntil : await outbox.nextDue(pixelId);
    if (stopped || (news && !held)) return;
    await new Promise<void>((resolve) => {
      const timer =
        until === undefined ? undefined : setTimeout(done, Math.min(Math.max(0, until - now()), 2 ** 31 - 1));
      function done() {
        clearTimeout(timer);
        wake = undefined;
        resolve();
      }
      wake = done;
    });
  }

  return {
    async flush(timeoutMs) {
      const deadline = now() + timeoutMs;
      while ((await outbox.nextDue(pixelId)) !== undefined) {
        if (now() >= deadline) return false;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return true;
    },
    async stop() {
      stopped = true;
      stopListening();
      wake?.();
      await running;
    },
    paused: () => pauseReason,
  };
}

/** What comes of a batch while its parts are sent. */
interface Batch {
  size: number;
  delivered: number;
  refused: Refusal[];
}

interface Refusal {
  event: StoredEvent;
  error: GraphError;
}

const idsOf = (events: readonly StoredEvent[]): string[] => events.map(({ id }) => id);
const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
