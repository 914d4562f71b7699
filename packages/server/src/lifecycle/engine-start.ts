import type { Logger } from '../log/logger.js';
import type { Outbox } from '../outbox/outbox.js';

/** Opens the outbox's engine. */
export interface EngineStart {
  /** Resolves once the engine is open. Rejects with `OutboxError` if it cannot be used; the next call tries again. */
  opened(): Promise<void>;
}

export interface EngineStartOptions {
  outbox: Pick<Outbox, 'ready' | 'onStateChange'>;
  /** The pixels for which this process sends. */
  pixelIds: readonly string[];
  leaseMs: number;
  logger: Logger;
  isClosing(): boolean;
}

/** Opens the engine at once. Logs if it cannot be used yet, and when it is lost and available again. */
export function startEngine({ outbox, pixelIds, leaseMs, logger, isClosing }: EngineStartOptions): EngineStart {
  const open = async (): Promise<void> => {
    await outbox.ready({ pixelIds, leaseMs });
  };
  let opening: Promise<void> | undefined;
  const opened = (): Promise<void> => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };

  outbox.onStateChange((problem) => {
    if (problem) logger.error({ error: problem.message }, 'the outbox is out of reach; nothing is accepted');
    else logger.info({}, 'the outbox is back');
  });
  opened().catch((error: Error) => {
    if (!isClosing()) logger.error({ error: error.message }, 'the outbox cannot be used yet; it is tried again');
  });
  return { opened };
}
