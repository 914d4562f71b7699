import {
  createFullError,
  type ExceededBound,
  findExceededBound,
  findReachedBound,
  type OutboxUsage,
  toAddedUsage,
} from '../bounds.js';
import type { OutboxEvent } from '../outbox.js';
import type { Link } from './connection.js';
import type { Names } from './names.js';

/** The space that the stream of events has, by the limits that it was created with. */
export interface StreamSpace {
  /** Counts events that are about to be published. Rejects with `OutboxError` when not all of them fit. */
  reserve(link: Link, events: readonly OutboxEvent[]): Promise<void>;
  /** Rejects with `OutboxError` when an event of a page would not fit. */
  check(link: Link): Promise<void>;
}

/** Age of a reading, in milliseconds, at which the next put reads again. */
const readMs = 1_000;
/** The same for a stream without limits, in case somebody sets them. */
const unlimitedReadMs = 30_000;

/**
 * Creates the count of a stream's space. The engine itself refuses single messages that exceed its limits; this refuses a
 * whole `put` before that, and events of pages earlier. What other processes put within a second is not counted.
 */
export function createStreamSpace(names: Names, servers: string, pageShare: number): StreamSpace {
  let readAt = Number.NEGATIVE_INFINITY;
  let used: OutboxUsage = { events: 0, bytes: 0 };
  let bounds = { maxPending: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY, pageShare };

  const read = async ({ jsm }: Link): Promise<void> => {
    readAt = performance.now();
    // What the engine says of a stream that is out of reach or gone, the publish says too.
    const info = await jsm.streams.info(names.events).catch(() => undefined);
    if (!info) return;
    const { state, config } = info;
    used = { events: state.messages, bytes: state.bytes };
    bounds = { pageShare, maxPending: toBound(config.max_msgs), maxBytes: toBound(config.max_bytes) };
  };

  const refuseIfFull = async (link: Link, findBound: () => ExceededBound | undefined): Promise<void> => {
    const isLimited = Number.isFinite(bounds.maxPending) || Number.isFinite(bounds.maxBytes);
    if (performance.now() - readAt > (isLimited ? readMs : unlimitedReadMs)) await read(link);
    if (!findBound()) return;
    // Events may have been removed since.
    await read(link);
    const exceeded = findBound();
    if (exceeded) throw createFullError(exceeded, bounds, used, ` at NATS ${servers}`);
  };

  return {
    async reserve(link, events) {
      await refuseIfFull(link, () => findExceededBound(bounds, used, events));
      const added = toAddedUsage(events);
      used = { events: used.events + added.events, bytes: used.bytes + added.bytes };
    },
    check: (link) => refuseIfFull(link, () => findReachedBound(bounds, used)),
  };
}

/** The engine writes -1 for no limit. */
const toBound = (limit: number): number => (limit < 0 ? Number.POSITIVE_INFINITY : limit);
