import { randomUUID } from 'node:crypto';
import type { Settings } from '@twinbeam/shared';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';
import { type Outbox, OutboxError } from './outbox/outbox.js';
import { createUnconsentedResult, type SendResult } from './send-result.js';
import { storeMessage } from './store-message.js';

/** The one way of a message into the outbox: mapped, stored, counted and, when it was rejected, logged. */
export interface Acceptor {
  /**
   * Accepts a message; `live` is one that came just now from a browser. Rejects with `OutboxError` when it could not be
   * stored.
   */
  accept(message: unknown, options: { live: boolean }): Promise<SendResult>;
  /** Counts a message whose visitor has not consented. */
  skipUnconsented(): SendResult;
}

export interface AcceptorOptions {
  /** The settings of each pixel. */
  pixels: readonly Settings[];
  outbox: Outbox;
  metrics: Metrics;
  logger: Logger;
  now: () => number;
  isClosing(): boolean;
}

export function createAcceptor({ pixels, outbox, metrics, logger, now, isClosing }: AcceptorOptions): Acceptor {
  return {
    async accept(message, { live }) {
      if (isClosing()) throw new OutboxError('closed', 'Twinbeam is closed and accepts no more events.');
      const result = await storeMessage(message, {
        pixels,
        outbox,
        now: now(),
        live,
        source: live ? 'page' : 'server',
        createId: randomUUID,
      });
      metrics.message(result.status);
      if (result.status === 'rejected') {
        for (const { code, severity } of result.problems) if (severity === 'error') metrics.problem(code);
        logger.warn({ event: readEventName(message), problems: result.problems }, 'message rejected: nothing was sent');
      }
      return result;
    },
    skipUnconsented() {
      metrics.message('skipped');
      return createUnconsentedResult();
    },
  };
}

/** Reads the name of a message's event for the log, unless it could contain somebody's e-mail address. */
function readEventName(message: unknown): string | undefined {
  try {
    const { event, type } = (message ?? {}) as { event?: unknown; type?: unknown };
    const name = event ?? type;
    return typeof name === 'string' && name.length <= 100 && !/@|%40/.test(name) ? name : undefined;
  } catch {
    // A getter or proxy that throws; the problems say that the message is unreadable.
    return undefined;
  }
}
