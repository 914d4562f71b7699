import type { Logger } from '../log/logger.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import { createDryFetch } from './dry-fetch.js';
import { createFetch, type Fetch } from './http.js';

/** Creates the connections to Meta: none in a dry run, and the host's own if it provides a `fetch`. */
export function openConnections(
  { mode, fetch }: Pick<ResolvedOptions, 'mode' | 'fetch'>,
  logger: Logger,
): { fetch: Fetch; close(): Promise<void> } {
  const ownFetch = mode === 'dry' ? createDryFetch(logger) : fetch;
  return ownFetch ? { fetch: ownFetch, close: async () => undefined } : createFetch();
}
