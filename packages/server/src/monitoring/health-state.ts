import { withTimeout } from '../base/with-timeout.js';
import { createSilenceError, type Outbox, OutboxError } from '../outbox/outbox.js';
import type { ProxyProblem } from './proxy-problems.js';
import type { StoreHealth } from './store-health.js';
import type { TwinbeamStats } from './twinbeam-stats.js';

/** The state of an instance, for a health check. */
export interface HealthState extends Partial<Omit<TwinbeamStats, 'engine'>> {
  /**
   * `degraded`: events are stored, but a pixel is paused, or they go to the second outbox. `unavailable`: no events can
   * be stored.
   */
  status: 'ok' | 'degraded' | 'unavailable';
  /** Name of the outbox's engine. */
  outbox?: string;
  /** Misconfigured proxies in front of the server, if any were detected. */
  proxyProblems?: ProxyProblem[];
  /** Why nothing can be stored. */
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

/** Requests within this time, in milliseconds, share one reading of the outbox: anybody may send them. */
const sharedMs = 1_000;
/** How long the outbox may take to respond, in milliseconds: load balancers soon give up on a health check. */
const timeoutMs = 1_000;

/** Creates a function that reads the state: how would `collect` respond now? */
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
      // Called each time, because the first call records the number of pending events.
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

/** Returns whether an event of a page would not fit. Rejects if nothing can be stored for another reason. */
export async function isOutboxFull(outbox: Pick<Outbox, 'checkWritable'>): Promise<boolean> {
  try {
    await outbox.checkWritable();
    return false;
  } catch (error) {
    if (error instanceof OutboxError && error.code === 'full') return true;
    throw error;
  }
}
