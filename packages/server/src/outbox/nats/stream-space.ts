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

/** The space that is left in the stream of events, by its own limits. */
export interface StreamSpace {
  /** Reserves space for events that are about to be published. Rejects with `OutboxError` when not all of them fit. */
  reserve(link: Link, events: readonly OutboxEvent[]): Promise<void>;
  /** Rejects with `OutboxError` when an event of a page would not fit. */
  check(link: Link): Promise<void>;
}

/** Age at which a reading is renewed, in milliseconds. */
const readMs = 1_000;
/** The same for a stream without limits, in case somebody sets limits. */
const unlimitedReadMs = 30_000;

/**
 * Keeps count of the space of a stream. The engine itself refuses single messages that exceed its limits. This count
 * refuses a whole `put` before any message is published, and events of pages earlier than others. It lacks what other
 * processes have put within the last second.
 */
export function createStreamSpace(names: Names, servers: string, pageShare: number): StreamSpace {
  let readAt = Number.NEGATIVE_INFINITY;
  let used: OutboxUsage = { events: 0, bytes: 0 };
  let bounds = { maxPending: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY, pageShare };

  const read = async ({ jsm }: Link): Promise<void> => {
    readAt = performance.now();
    // If the stream is unreachable or gone, the publish reports it.
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

/** Converts a limit of the engine, which is -1 for none. */
const toBound = (limit: number): number => (limit < 0 ? Number.POSITIVE_INFINITY : limit);
