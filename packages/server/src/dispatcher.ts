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
/** So many refusals alike, and nothing taken, and it is not the events. */
const refusalsBeforePause = 20;
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

  /**
   * Sends a batch, in halves where Meta refuses it whole. All halves of one size come before the smaller ones, so that
   * a good event shows soon, wherever the bad ones stand.
   */
  async function sendBatch(events: StoredEvent[]): Promise<void> {
    const parts = events.length > 0 ? [events] : [];
    const refused: Refusal[] = [];
    const errors: GraphError[] = [];
    let delivered = 0;
    // When everything is refused alike and nothing is taken, it is not the events.
    const isHopeless = () =>
      delivered === 0 &&
      events.length > 1 &&
      (errors.length >= refusalsBeforePause || refused.length === events.length) &&
      errors.every(({ code, subcode }) => code === errors[0]?.code && subcode === errors[0]?.subcode);

    while (parts.length > 0 && !stopped && !isHopeless()) {
      const part = parts.shift() as StoredEvent[];
      const outcome = await sendPart(part);
      if (outcome === 'failed') break;
      if (outcome === 'delivered') {
        delivered += part.length;
        continue;
      }
      errors.push(outcome);
      const [only] = part;
      const middle = part.length >> 1;
      if (middle > 0) parts.push(part.slice(0, middle), part.slice(middle));
      else if (only) refused.push({ event: only, error: outcome });
    }

    const [first] = errors;
    const rest = parts.flat();
    if (first && isHopeless()) {
      pause(first);
      rest.push(...refused.splice(0).map(({ event }) => event));
    }
    await outbox.postpone(idsOf(rest), Math.max(now(), holdUntil), { untried: true });
    for (const { event, error } of refused) {
      const { message: reason, code, subcode, traceId } = error;
      await outbox.setAside([event.id], { reason, code, subcode, traceId });
      logger.warn({ pixelId, eventId: event.eventId, name: event.name, error: reason }, 'event set aside: refused');
    }
  }

  /** Sends one request. Answers what came of it: a refusal that a smaller request may escape comes as the error. */
  async function sendPart(events: StoredEvent[]): Promise<'delivered' | 'failed' | GraphError> {
    try {
      const { received, traceId } = await graph.send(events.map(({ json }) => json));
      await outbox.confirm(idsOf(events));
      if (received < events.length)
        logger.warn({ pixelId, sent: events.length, received, traceId }, 'Meta received fewer');
      resume();
      return 'delivered';
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      if (error.kind === 'invalid' || error.kind === 'too-large') return error;
      await giveBack(events, error);
      return 'failed';
    }
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

interface Refusal {
  event: StoredEvent;
  error: GraphError;
}

const idsOf = (events: readonly StoredEvent[]): string[] => events.map(({ id }) => id);
const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
