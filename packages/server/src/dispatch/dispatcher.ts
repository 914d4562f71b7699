import type { GraphClient, GraphReceipt } from '../graph/client.js';
import type { GraphError } from '../graph/errors.js';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import { type Outbox, OutboxError, type StoredEvent } from '../outbox/outbox.js';
import { createPace } from './pace.js';
import { type BatchOutcome, sendBatch } from './send-batch.js';

/** Sends what is in the outbox for one pixel, one request at a time, in batches that form by themselves under load. */
export interface Dispatcher {
  /** Takes nothing more; gives a request in flight `timeoutMs` to end, and gives back what it could not send. */
  stop(timeoutMs: number): Promise<void>;
  /** Why nothing is sent at the moment. */
  paused(): string | undefined;
  /** Tries again at once: what was in the way is mended. */
  retry(): void;
}

export interface DispatcherOptions {
  pixelId: string;
  outbox: Outbox;
  graph: GraphClient;
  logger: Logger;
  metrics: Metrics;
  now: () => number;
  random: () => number;
  /** How long events stay taken before they come back by themselves, in milliseconds; extended while they are sent. */
  leaseMs: number;
}

/** Meta's limit. https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api#batch-requests */
const maxBatch = 1_000;
/** A request's size in characters: larger ones would not get through in time. */
const maxBatchLength = 1_000_000;

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { pixelId, outbox, graph, logger, metrics, now, random, leaseMs } = options;
  const stopping = new AbortController();
  const pace = createPace({ pixelId, holds: outbox.holds, logger, now, random });
  let stopped = false;
  /** Something was put since the outbox was last looked at. */
  let news = false;
  /** Halved while requests get no answer in time. */
  let batchSize = maxBatch;
  let wake: (() => void) | undefined;

  const stopListening = outbox.onPut((id) => {
    if (id !== pixelId) return;
    news = true;
    if (pace.heldForMs() === 0) wake?.();
  });
  const running = run();

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        if (pace.heldForMs() > 0 || !(await sendNext())) await rest();
      } catch (error) {
        // Whoever has closed it wants nothing sent any more.
        if (error instanceof OutboxError && error.code === 'closed') return;
        logger.error({ pixelId, error: describe(error) }, 'the outbox failed; trying again');
        pace.slow();
      }
    }
  }

  /** Sends one batch. Answers whether there was one. */
  async function sendNext(): Promise<boolean> {
    news = false;
    const due = await outbox.nextDue(pixelId);
    if (due === undefined || due > now()) return false;
    const takenAt = performance.now();
    const taken = await outbox.take(pixelId, batchSize, leaseMs, maxBatchLength);
    try {
      // Another dispatcher may have learnt meanwhile that nothing is to be sent.
      if (pace.heldForMs() > 0) await outbox.postpone(idsOf(taken), now(), { untried: true });
      else await send(await setAsideStale(taken), takenAt);
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
    const reason = 'It grew too old while it waited: Meta takes events of the last 7 days (store sales: 62).';
    metrics.setAside(pixelId, 'too-old', stale.length);
    noteGone(await outbox.setAside(idsOf(stale), { reason }));
    logger.warn({ pixelId, events: stale.length }, 'events set aside: too old');
    return events.filter((event) => !stale.includes(event));
  }

  async function send(events: StoredEvent[], takenAt: number): Promise<void> {
    const attempt = await pace.attempt();
    let leasedAt = takenAt;
    const waiting = new Set(idsOf(events));
    const outcome = await sendBatch(events, {
      graph,
      signal: stopping.signal,
      async stillOurs(part) {
        if (performance.now() - leasedAt < leaseMs / 2) return part;
        leasedAt = performance.now();
        const ours = new Set(await outbox.extend([...waiting], leaseMs));
        return part.filter(({ id }) => ours.has(id));
      },
      async onDelivered(part, receipt, ms) {
        // Counted first: whoever sees an empty outbox may look at the counters next.
        metrics.request(pixelId, 'sent', ms);
        metrics.sent(pixelId, part.length);
        await outbox.confirm(idsOf(part));
        for (const { id } of part) waiting.delete(id);
        batchSize = Math.min(maxBatch, batchSize * 2);
        await noteReceipt(part.length, receipt);
      },
      onFailed(part, error, ms) {
        metrics.request(pixelId, error.kind, ms);
        // No answer at all: a smaller request may be through in time.
        if (error.status === 0 && error.kind === 'transient') batchSize = Math.max(1, part.length >> 1);
      },
    });
    await settle(outcome, attempt);
  }

  async function noteReceipt(sent: number, { received, traceId, usage }: GraphReceipt): Promise<void> {
    if (received < sent) logger.warn({ pixelId, sent, received, traceId }, 'Meta received fewer');
    await pace.succeeded(usage);
  }

  async function settle({ refused, left, failure, hopeless }: BatchOutcome, attempt: number): Promise<void> {
    for (const { event, error } of refused) await setAsideRefused(event, error);
    if (left.length === 0) return;
    const tried = failure !== undefined && (await pace.failed(failure, { attempt, hopeless, events: left.length }));
    if (tried) metrics.retried(pixelId, left.length);
    // Of a paused pixel they stay due: it is held as a whole, until somebody mends what is in the way.
    await outbox.postpone(idsOf(left), tried ? now() + pace.heldForMs() : now(), { untried: !tried });
  }

  async function setAsideRefused(event: StoredEvent, error: GraphError): Promise<void> {
    const { message: reason, code, subcode, traceId } = error;
    metrics.setAside(pixelId, 'refused', 1);
    noteGone(await outbox.setAside([event.id], { reason, code, subcode, traceId, lastTriedAt: now() }));
    logger.warn({ pixelId, eventId: event.eventId, name: event.name, error: reason }, 'event set aside: refused');
  }

  function noteGone(letters: number): void {
    if (letters > 0) logger.warn({ pixelId, letters }, 'the oldest dead letters were dropped, to keep their bounds');
  }

  /** Until the hold is over, or else until something is put or due, or it is time to look what others have done. */
  async function rest(): Promise<void> {
    const heldForMs = pace.heldForMs();
    const due = heldForMs > 0 ? undefined : await outbox.nextDue(pixelId);
    if (stopped || (news && heldForMs === 0)) return;
    const dueInMs = heldForMs || (due === undefined ? Number.POSITIVE_INFINITY : Math.max(0, due - now()));
    const ms = Math.min(dueInMs, outbox.pollMs ?? Number.POSITIVE_INFINITY);
    const resting = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    try {
      await Promise.race([
        new Promise<void>((resolve) => {
          wake = resolve;
          if (Number.isFinite(ms)) timer = setTimeout(resolve, Math.min(ms, 2 ** 31 - 1));
        }),
        ...(heldForMs === 0 && outbox.arrival ? [outbox.arrival(pixelId, resting.signal)] : []),
      ]);
    } finally {
      clearTimeout(timer);
      wake = undefined;
      resting.abort();
    }
  }

  return {
    async stop(timeoutMs) {
      stopped = true;
      stopListening();
      wake?.();
      const timer = setTimeout(() => stopping.abort(), timeoutMs);
      await running;
      clearTimeout(timer);
    },
    paused: pace.pauseReason,
    retry() {
      void pace.release().then(() => wake?.());
    },
  };
}

const idsOf = (events: readonly StoredEvent[]): string[] => events.map(({ id }) => id);
const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
