import { createSilenceError, type Outbox, OutboxError } from '../outbox/outbox.js';
import type { TwinbeamStats } from '../twinbeam.js';
import { withTimeout } from '../with-timeout.js';
import type { ProxyProblem } from './proxy-problems.js';
import type { StoreHealth } from './store-health.js';

/** State of an instance for a health check. */
export interface HealthState extends Partial<Omit<TwinbeamStats, 'engine'>> {
  /**
   * `degraded`: events are stored, but a pixel is paused, or the second outbox takes them. `unavailable`: nothing can be
   * stored.
   */
  status: 'ok' | 'degraded' | 'unavailable';
  /** Name of the outbox's engine. */
  outbox?: string;
  /** Mistakes in what stands in front of the server, if any were seen. */
  proxyProblems?: ProxyProblem[];
  /** The reason that nothing can be stored. */
  reason?: OutboxError['code'] | 'overload';
}

export interface HealthStateOptions {
  outbox: Pick<Outbox, 'checkWritable'>;
  readStats(): Promise<TwinbeamStats>;
  storeHealth: StoreHealth;
  isClosing(): boolean;
  isOverloaded(): boolean;
  readProxyProblems(): ProxyProblem[];
  /** The clock, in milliseconds since 1970. */
  now: () => number;
}

/** Requests within this time, in milliseconds, share a look at the outbox: anybody may ask. */
const sharedMs = 1_000;
/** Time for the outbox to respond, in milliseconds: a balancer gives up a health check soon. */
const timeoutMs = 1_000;

/** Creates the reading of the state: what would `collect` respond now? */
export function createHealthState(options: HealthStateOptions): () => Promise<HealthState> {
  const { outbox, readStats, storeHealth, isClosing, isOverloaded, now } = options;
  const readOutbox = async (): Promise<OutboxReading> => ({
    isFull: await isOutboxFull(outbox),
    stats: await readStats(),
  });
  let last: { reading: Promise<OutboxReading>; at: number } | undefined;
  const readShared = (): Promise<OutboxReading> => {
    if (!last || Math.abs(now() - last.at) >= sharedMs)
      last = { reading: withTimeout(readOutbox(), timeoutMs, createSilenceError), at: now() };
    return last.reading;
  };

  return async () => {
    if (isClosing()) return { status: 'unavailable', reason: 'closed' };
    try {
      const { isFull, stats } = await readShared();
      const { engine, ...counts } = stats;
      const proxyProblems = options.readProxyProblems();
      const details = { outbox: engine.name, ...counts, ...(proxyProblems.length > 0 && { proxyProblems }) };
      // Asked each time: it remembers how many events were pending at first.
      const isStillFull = storeHealth.isStillFull(counts.pending);
      if (isFull || isStillFull) return { status: 'unavailable', reason: 'full', ...details };
      if (isOverloaded()) return { status: 'unavailable', reason: 'overload', ...details };
      const isDegraded = Object.keys(counts.paused).length > 0 || counts.second?.isUsed;
      return { status: isDegraded ? 'degraded' : 'ok', ...details };
    } catch (error) {
      return { status: 'unavailable', reason: error instanceof OutboxError ? error.code : 'unavailable' };
    }
  };
}

interface OutboxReading {
  isFull: boolean;
  stats: TwinbeamStats;
}

/** Returns whether an event of a page would not fit. Rejects when nothing can be stored for another reason. */
export async function isOutboxFull(outbox: Pick<Outbox, 'checkWritable'>): Promise<boolean> {
  try {
    await outbox.checkWritable();
    return false;
  } catch (error) {
    if (error instanceof OutboxError && error.code === 'full') return true;
    throw error;
  }
}
