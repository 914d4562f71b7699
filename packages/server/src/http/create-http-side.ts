import type { Acceptor } from '../acceptor.js';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import type { TwinbeamStats } from '../twinbeam.js';
import { createCollect } from './collect.js';
import { createHealth } from './health.js';
import type { HttpSide } from './http-side.js';
import { createMetricsRoute } from './metrics-route.js';
import { createPageScript } from './page-script.js';
import { createRequestContext } from './request-context.js';
import { createRoutes } from './routes.js';

export interface HttpSideTools {
  acceptor: Acceptor;
  logger: Logger;
  metrics: Metrics;
  readStats(): Promise<TwinbeamStats>;
  isClosing(): boolean;
}

/** Creates the HTTP side of an instance: page script, routes and request contexts. */
export function createHttpSide(options: ResolvedOptions, tools: HttpSideTools): HttpSide {
  const { basePath, consent, now } = options;
  const { acceptor, logger, metrics, readStats, isClosing } = tools;
  const script = createPageScript({
    pixels: options.pixels.map(({ settings }) => settings),
    collectUrl: `${basePath}/collect`,
    pixelLibraryUrl: options.pixelLibraryUrl,
    consentCookie: consent.cookie,
    ...(consent.required && { consent: 'pending' }),
  });
  let mismatchLogged = false;
  const collect = createCollect({
    acceptor,
    now,
    consent,
    origins: options.collect.origins,
    maxMessages: options.collect.maxMessages,
    renewCookies: options.cookies === 'collect',
    settingsHash: script.settingsHash,
    onSettingsMismatch() {
      if (!mismatchLogged)
        logger.warn({}, 'pages still use older settings; their cached script expires within minutes');
      mismatchLogged = true;
    },
  });
  return {
    basePath,
    maxBytes: options.collect.maxBytes,
    createContext: (request) => createRequestContext(request, { now, consent }),
    handle: createRoutes({
      script,
      collect,
      health: createHealth(readStats, isClosing),
      metrics:
        options.metrics && createMetricsRoute(options.metrics.token, async () => metrics.text(await readStats())),
    }),
  };
}
