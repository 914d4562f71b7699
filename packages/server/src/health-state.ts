import { type Outbox, OutboxError, type OutboxStats } from './outbox/outbox.js';
import type { StoreHealth } from './store-health.js';
import type { TwinbeamStats } from './twinbeam.js';

/** State of an instance for a health check. */
export interface HealthState extends Partial<Omit<TwinbeamStats, 'engine'>> {
  /** `degraded`: events are stored, but a pixel is paused. `unavailable`: nothing can be stored. */
  status: 'ok' | 'degraded' | 'unavailable';
  /** Name of the outbox's engine. */
  outbox?: string;
  /** The reason that nothing can be stored. */
  reason?: OutboxError['code'] | 'overload';
}

export interface HealthStateOptions {
  outbox: Pick<Outbox, 'put'>;
  readStats(): Promise<TwinbeamStats>;
  storeHealth: StoreHealth;
  isClosing(): boolean;
  isOverloaded(): boolean;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
}

/** Requests within this time, in milliseconds, share a look at the outbox: anybody may ask. */
const sharedMs = 1_000;

/** Creates the reading of the state: what would `collect` respond now? */
export function createHealthState(options: HealthStateOptions): () => Promise<HealthState> {
  const { outbox, readStats, storeHealth, isClosing, isOverloaded, now } = options;
  const readOutbox = async (): Promise<TwinbeamStats> => {
    // Nothing to store, but an engine that cannot store says so.
    await outbox.put([]);
    return readStats();
  };
  let last: { stats: Promise<TwinbeamStats>; at: number } | undefined;
  const readShared = (): Promise<TwinbeamStats> => {
    if (!last || Math.abs(now() - last.at) >= sharedMs) last = { stats: readOutbox(), at: now() };
    return last.stats;
  };

  return async () => {
    if (isClosing()) return { status: 'unavailable', reason: 'closed' };
    try {
      const { engine, ...counts } = await readShared();
      const details = { outbox: engine.name, ...counts };
      if (isFull(storeHealth, counts)) return { status: 'unavailable', reason: 'full', ...details };
      if (isOverloaded()) return { status: 'unavailable', reason: 'overload', ...details };
      return { status: Object.keys(counts.paused).length > 0 ? 'degraded' : 'ok', ...details };
    } catch (error) {
      return { status: 'unavailable', reason: error instanceof OutboxError ? error.code : 'unavailable' };
    }
  };
}

/** An outbox that was full stays so until it has fewer events: without requests nobody would find out. */
function isFull(storeHealth: StoreHealth, { pending }: Pick<OutboxStats, 'pending'>): boolean {
  const pendingWhenFull = storeHealth.fullAt(pending);
  return pendingWhenFull !== undefined && pending >= pendingWhenFull;
}
