import { withTimeout } from '../base/with-timeout.js';
import type { Dispatcher } from '../dispatch/dispatcher.js';
import type { Logger } from '../log/logger.js';
import { createSilenceError, type Outbox, OutboxError } from '../outbox/outbox.js';
import { flushOutbox } from './flush-outbox.js';

/** Shuts an instance down. */
export interface Shutdown {
  isClosing(): boolean;
  /** Closes everything within `timeoutMs`. A second call waits for the first. */
  close(timeoutMs: number): Promise<void>;
}

export interface ShutdownOptions {
  outbox: Pick<Outbox, 'durable' | 'stats' | 'close'>;
  dispatchers: readonly Pick<Dispatcher, 'stop'>[];
  logger: Logger;
  /** Closes the connections to Meta. */
  closeConnections(): Promise<void>;
}

/**
 * Share of the time limit for requests. The rest, at least `graceMs`, is for giving back leased events and for closing.
 */
const sendShare = 0.8;
const graceMs = 500;

export function createShutdown({ outbox, dispatchers, logger, closeConnections }: ShutdownOptions): Shutdown {
  let closing: Promise<void> | undefined;

  async function close(timeoutMs: number): Promise<void> {
    const start = performance.now();
    const sendMs = Math.max(timeoutMs / 2, Math.min(timeoutMs - graceMs, timeoutMs * sendShare));
    const remainingMs = (ms: number): number => Math.max(0, start + ms - performance.now());
    const remainingGraceMs = (): number => remainingMs(Math.max(timeoutMs, sendMs + graceMs));
    // Every step runs, even if an engine of the caller's own throws in an earlier one.
    try {
      if (!outbox.durable) await flushOutbox(outbox, sendMs);
    } finally {
      try {
        const stopped = Promise.all(dispatchers.map((dispatcher) => dispatcher.stop(remainingMs(sendMs))));
        // An aborted request ends at once; an engine that hangs does not.
        await Promise.race([stopped, wait(remainingGraceMs())]);
        await logPending(remainingGraceMs());
      } finally {
        await Promise.race([outbox.close().finally(closeConnections), wait(remainingGraceMs())]);
      }
    }
  }

  async function logPending(timeoutMs: number): Promise<void> {
    try {
      const { pending } = await withTimeout(outbox.stats(), timeoutMs, createSilenceError);
      if (pending === 0) return;
      if (outbox.durable) logger.info({ pending }, 'closed; pending events are sent after the next start');
      else logger.warn({ pending }, 'closed before everything was sent: pending events are lost');
    } catch (error) {
      if (!(error instanceof OutboxError)) throw error;
      logger.warn({ error: error.message }, 'closed; the number of pending events is not known');
    }
  }

  return {
    isClosing: () => closing !== undefined,
    close(timeoutMs) {
      closing ??= close(timeoutMs);
      return closing;
    },
  };
}

/** Waits without keeping the process alive. */
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
