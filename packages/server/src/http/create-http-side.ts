import type { Acceptor } from '../acceptor.js';
import { createHealthState } from '../health-state.js';
import type { LogSampler } from '../log-sampler.js';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import { toPublicSettings } from '../options/public-settings.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import type { Outbox } from '../outbox/outbox.js';
import type { StoreHealth } from '../store-health.js';
import type { TwinbeamStats } from '../twinbeam.js';
import { createBodyBudget } from './body-budget.js';
import { createCollect } from './collect.js';
import { createCollectGuard } from './collect-guard.js';
import { createHealth } from './health.js';
import type { HttpSide } from './http-side.js';
import { createLoadGauge } from './load-gauge.js';
import { createMetricsRoute } from './metrics-route.js';
import { createPageScript } from './page-script.js';
import { createRateLimit } from './rate-limit.js';
import { createRequestContext } from './request-context.js';
import { createRoutes } from './routes.js';

export interface HttpSideTools {
  acceptor: Acceptor;
  outbox: Pick<Outbox, 'put'>;
  logger: Logger;
  sampler: LogSampler;
  storeHealth: StoreHealth;
  metrics: Metrics;
  readStats(): Promise<TwinbeamStats>;
  isClosing(): boolean;
}

/** Memory of all bodies that are being read. */
const maxBodiesBytes = 64 * 1024 * 1024;

/** Creates the HTTP side of an instance: page script, routes and request contexts. */
export function createHttpSide(options: ResolvedOptions, tools: HttpSideTools): HttpSide {
  const { basePath, consent, now } = options;
  const { acceptor, logger, sampler, metrics, readStats } = tools;
  const { origins, maxBytes, maxMessages, maxDelayMs, timeoutMs, bots, allow } = options.collect;
  const budget = createBodyBudget(maxBodiesBytes);
  const loadGauge = createLoadGauge({ maxDelayMs });
  const script = createPageScript({
    pixels: options.pixels.map(({ settings }) => toPublicSettings(settings)),
    collectUrl: `${basePath}/collect`,
    pixelLibraryUrl: options.pixelLibraryUrl,
    consentCookie: consent.cookie,
    ...(consent.required && { consent: 'pending' }),
    ...(consent.gpc !== 'deny' && { gpc: consent.gpc }),
  });
  let mismatchLogged = false;
  const collect = createCollect({
    acceptor,
    now,
    consent,
    guard: createCollectGuard({
      rateLimit: createRateLimit(options.rateLimit),
      loadGauge,
      origins,
      metrics,
      sampler,
    }),
    metrics,
    sampler,
    origins,
    limits: { maxBytes, maxMessages, timeoutMs, budget },
    bots,
    allow,
    allowTimeoutMs: options.storeTimeoutMs,
    renewCookies: options.cookies === 'collect',
    settingsHash: script.settingsHash,
    onSettingsMismatch() {
      if (!mismatchLogged)
        logger.warn({}, 'pages still use older settings; their cached script expires within minutes');
      mismatchLogged = true;
    },
  });
  const readState = createHealthState({ ...tools, isOverloaded: loadGauge.isOverloaded, now });
  return {
    basePath,
    createContext: (request) => createRequestContext(request, { now, consent }),
    findRoute: createRoutes({
      basePath,
      script,
      collect,
      health: createHealth({ readState, token: options.metrics?.token }),
      metrics:
        options.metrics && createMetricsRoute(options.metrics.token, async () => metrics.text(await readStats())),
    }),
    close: loadGauge.close,
  };
}
