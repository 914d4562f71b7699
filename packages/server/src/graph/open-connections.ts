import type { Logger } from '../log/logger.js';
import { createDryFetch } from './dry-fetch.js';
import { createHttpClient, type Fetch } from './http.js';

interface ConnectionOptions {
  mode: 'live' | 'dry';
  fetch?: Fetch | undefined;
  /** Whether this process sends. */
  dispatch: boolean;
}

/**
 * Creates the connections to Meta: none in a dry run, and the host's own if it provides a `fetch`. In a process that
 * sends, the HTTP client is loaded at once, so that the log says at the start when that fails.
 */
export function openConnections(
  { mode, fetch, dispatch }: ConnectionOptions,
  logger: Logger,
): { fetch: Fetch; close(): Promise<void> } {
  const ownFetch = mode === 'dry' ? createDryFetch(logger) : fetch;
  if (ownFetch) return { fetch: ownFetch, close: async () => undefined };
  const client = createHttpClient();
  if (dispatch) {
    client.load().catch(({ message }: Error) => {
      logger.error({ error: message }, 'nothing can be sent; loading is tried again with each request');
    });
  }
  return client;
}
