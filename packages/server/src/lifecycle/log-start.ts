import { hideCredentials } from '../log/hide-credentials.js';
import type { Logger } from '../log/logger.js';
import { describeMisspeltVariables } from '../options/misspelt-variables.js';
import type { ResolvedOptions } from '../options/resolve-options.js';

/**
 * Logs the configuration of an instance in one line, without secrets, and warns of misspelt variables. For a dry run, it
 * says that nothing is sent.
 */
export function logStart(logger: Logger, options: ResolvedOptions, env: NodeJS.ProcessEnv = process.env): void {
  const { pixels, outbox, mode, isUnconfigured, dispatch, graphUrl, basePath } = options;
  const data = {
    pixels: pixels.map(({ settings }) => settings.pixelId),
    outbox: Array.isArray(outbox) ? outbox.map(describeOutbox) : describeOutbox(outbox),
    mode,
    dispatch,
    graphUrl: hideCredentials(graphUrl),
    routes: `${basePath}/*`,
  };
  logger.info(data, 'Twinbeam runs');
  for (const text of describeMisspeltVariables(env)) logger.warn({}, text);
  if (mode === 'dry') logDryRun(logger, isUnconfigured);
}

function logDryRun(logger: Logger, isUnconfigured: boolean): void {
  const cause = isUnconfigured
    ? 'neither a pixel id nor a token is given (META_PIXEL_ID, META_ACCESS_TOKEN)'
    : 'the mode is dry';
  logger.warn(
    { mode: 'dry' },
    `dry run: ${cause}, so events are shown in this log, and are never sent, not even later`,
  );
}

const describeOutbox = (outbox: unknown): string =>
  typeof outbox === 'string' ? hideCredentials(outbox) : 'of your own';
