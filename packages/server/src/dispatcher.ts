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
const leaseMs = 60_000;
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
    const batch = await setAsideStale(taken);
    if (batch.length > 0) await sendBatch(batch);
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

  async function sendBatch(batch: StoredEvent[]): Promise<void> {
    const refused: Refusal[] = [];
    const delivered = await sendParts(batch, refused);
    if (refused.length === 0) return;
    const [first] = refused as [Refusal];
    // When every event of a batch is refused alike, it is not the events.
    const alike = refused.every(
      ({ error }) => error.code === first.error.code && error.subcode === first.error.subcode,
    );
    if (delivered === 0 && refused.length > 1 && refused.length === batch.length && alike) {
      await outbox.postpone(
        refused.map(({ event }) => event.id),
        now() + probeMs,
        { untried: true },
      );
      return pause(first.error);
    }
    for (const { event, error } of refused) {
      await outbox.setAside([event.id], {
        reason: error.message,
        code: error.code,
        subcode: error.subcode,
        traceId: error.traceId,
      });
      logger.warn(
        { pixelId, eventId: event.eventId, name: event.name, error: describe(error) },
        'event set aside: refused',
      );
    }
  }

  /** Sends a batch, in halves where Meta refuses it whole. Answers how many events Meta has taken. */
  async function sendParts(batch: StoredEvent[], refused: Refusal[]): Promise<number> {
    try {
      const { received, traceId } = await graph.send(batch.map(({ json }) => json));
      await outbox.confirm(idsOf(batch));
      if (received < batch.length)
        logger.warn({ pixelId, sent: batch.length, received, traceId }, 'Meta received fewer');
      resume();
      return batch.length;
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      const divisible = error.kind === 'invalid' || error.kind === 'too-large';
      const [only] = batch;
      if (divisible && batch.length === 1 && only) {
        refused.push({ event: only, error });
        return 0;
      }
      if (!divisible) return giveBack(batch, error);
      const middle = batch.length >> 1;
      return (await sendParts(batch.slice(0, middle), refused)) + (await sendParts(batch.slice(middle), refused));
    }
  }

  async function giveBack(batch: StoredEvent[], error: GraphError): Promise<number> {
    if (error.kind === 'token') {
      pause(error);
      await outbox.postpone(idsOf(batch), holdUntil, { untried: true });
      return 0;
    }
    const wait = Math.max(error.retryAfterMs ?? 0, backoff());
    hold(wait);
    await outbox.postpone(idsOf(batch), now() + wait);
    logger.warn(
      { pixelId, events: batch.length, retryInMs: Math.round(wait), error: describe(error) },
      'sending failed',
    );
    return 0;
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

interface Refusal {
  event: StoredEvent;
  error: GraphError;
}

const idsOf = (events: readonly StoredEvent[]): string[] => events.map(({ id }) => id);
const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
