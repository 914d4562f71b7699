import { closeServer, type HostServer } from './close-server.js';
import type { Shutdown } from './shutdown.js';
import { toTimeLimit } from './time-limit.js';

/**
 * Options of `close`.
 *
 * @example
 * const options: CloseOptions = { server: app.listen(3000), timeoutMs: 10_000 };
 */
export interface CloseOptions {
  /** The host's server, of `node:http`, `node:https` or Express. Default: none; the host closes it itself. */
  server?: HostServer | undefined;
  /** Time limit for the whole shutdown, in milliseconds. Default: 5000. */
  timeoutMs?: number | undefined;
}

interface Closable {
  close(): void;
}

export interface CloseTools {
  /** Closed first: its streams would keep the host's server open. */
  inspector: Closable | undefined;
  /** Closed when no more requests come. */
  tasks: readonly Closable[];
  shutdown: Pick<Shutdown, 'close'>;
  /** Closed last: the shutdown writes to it. */
  sampledLogger: Closable;
}

/** Creates the function that closes an instance, and the host's server before it. */
export function createClose({ inspector, tasks, shutdown, sampledLogger }: CloseTools) {
  return async (options?: number | CloseOptions): Promise<void> => {
    const { server, timeoutMs: given } = typeof options === 'number' ? { timeoutMs: options } : (options ?? {});
    const timeoutMs = toTimeLimit(given);
    const deadline = performance.now() + timeoutMs;
    inspector?.close();
    try {
      // Events of the last requests are still accepted.
      if (server) await closeServer(server, timeoutMs / 2);
    } finally {
      for (const task of tasks) task.close();
      await shutdown.close(Math.max(0, deadline - performance.now()));
      sampledLogger.close();
    }
  };
}
