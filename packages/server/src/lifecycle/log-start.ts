import { hideCredentials } from '../monitoring/hide-credentials.js';
import type { Logger } from '../monitoring/logger.js';
import type { ResolvedOptions } from '../options/resolve-options.js';

/** Logs in one line what an instance runs, without secrets. */
export function logStart(logger: Logger, options: ResolvedOptions): void {
  const { pixels, outbox, mode, dispatch, graphUrl, basePath } = options;
  const data = {
    pixels: pixels.map(({ settings }) => settings.pixelId),
    outbox: Array.isArray(outbox) ? outbox.map(describeOutbox) : describeOutbox(outbox),
    mode,
    dispatch,
    graphUrl: hideCredentials(graphUrl),
    routes: `${basePath}/*`,
  };
  logger.info(data, 'Twinbeam runs');
}

const describeOutbox = (outbox: unknown): string =>
  typeof outbox === 'string' ? hideCredentials(outbox) : 'of your own';
