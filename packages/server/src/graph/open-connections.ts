import type { Logger } from '../log/logger.js';
import { createDryFetch } from './dry-fetch.js';
import { createFetch, type Fetch } from './http.js';

/** Creates the connections to Meta: none in a dry run, and the host's own if it provides a `fetch`. */
export function openConnections(
  { mode, fetch }: { mode: 'live' | 'dry'; fetch?: Fetch | undefined },
  logger: Logger,
): { fetch: Fetch; close(): Promise<void> } {
  const ownFetch = mode === 'dry' ? createDryFetch(logger) : fetch;
  return ownFetch ? { fetch: ownFetch, close: async () => undefined } : createFetch();
}
