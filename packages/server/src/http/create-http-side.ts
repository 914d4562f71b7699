import type { Acceptor } from '../accept/acceptor.js';
import type { ConsentWithdrawals } from '../accept/consent-withdrawals.js';
import type { LogSampler } from '../log/log-sampler.js';
import type { Logger } from '../log/logger.js';
import { createWarnOnce } from '../log/warn-once.js';
import { createHealthState } from '../monitoring/health-state.js';
import type { Metrics } from '../monitoring/metrics.js';
import type { StoreHealth } from '../monitoring/store-health.js';
import type { TwinbeamStats } from '../monitoring/twinbeam-stats.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import type { Outbox } from '../outbox/outbox.js';
import { createBodyBudget } from './body-budget.js';
import { createBodyRefusal } from './body-refusal.js';
import { createBatchAcceptor } from './collect/accept-batch.js';
import { createCollect } from './collect/collect.js';
import { createCollectGuard } from './collect/collect-guard.js';
import { createPreflight } from './collect/cross-origin.js';
import { createLoadGauge } from './collect/load-gauge.js';
import { createProxyWatch } from './collect/proxy-watch.js';
import { createRateLimit } from './collect/rate-limit.js';
import { createRequestContext } from './create-request-context.js';
import { createHealth } from './health.js';
import type { HttpSide } from './http-side.js';
import type { InspectorSide } from './inspector-side.js';
import { createIpv6Routes } from './ipv6-routes.js';
import { createMetricsRoute } from './metrics-route.js';
import { createPageScript } from './page/page-script.js';
import { createReadVisitor } from './read-visitor.js';
import { createRoutes } from './routes.js';
import { createSdkTables } from './sdk/create-sdk-tables.js';
import { createTurns } from './turns.js';
import { createSignedAddresses } from './visitor/signed-addresses.js';
import { createSigningKey, deriveKey } from './visitor/signing-key.js';
import { createUserMemory, type UserMemory } from './visitor/user-memory.js';

export interface HttpSideTools {
  acceptor: Acceptor;
  withdrawals: ConsentWithdrawals;
  outbox: Pick<Outbox, 'checkWritable'>;
  logger: Logger;
  sampler: LogSampler;
  storeHealth: StoreHealth;
  metrics: Metrics;
  readStats(): Promise<TwinbeamStats>;
  inspector: InspectorSide | undefined;
  isClosing(): boolean;
}

/** Memory for all bodies that are being read, or wait for their turn. */
const maxBodiesBytes = 64 * 1024 * 1024;
/** Bytes processed in one turn of the event loop: some milliseconds during which the host's other routes wait. */
const maxBytesOfTurn = 24_000;

const oldSettingsText = 'pages still use older settings; their cached script expires within minutes';
const undecidedText =
  "a page has sent an event of a visitor who has not decided, though consent.required is set: the server left it out, and the Pixel fired. Give the page's createTracker consent: 'pending'";

/** Creates the HTTP side of an instance: page script, routes and request contexts. */
export function createHttpSide(options: ResolvedOptions, tools: HttpSideTools): HttpSide {
  const { basePath, consent, now } = options;
  const { acceptor, withdrawals, logger, sampler, metrics, readStats, inspector } = tools;
  const { origins, maxBytes, maxMessages, maxDelayMs, timeoutMs, bots, allow } = options.collect;
  const warnOnce = createWarnOnce(logger);
  const budget = createBodyBudget(maxBodiesBytes);
  const turns = createTurns({ maxBytes: maxBytesOfTurn });
  const loadGauge = createLoadGauge({ maxDelayMs });
  const script = createPageScript(options);
  const proxyWatch = createProxyWatch({ origins, logger, metrics });
  const guard = createCollectGuard({
    rateLimit: createRateLimit(options.rateLimit),
    loadGauge,
    origins,
    proxyWatch,
    metrics,
    sampler,
  });
  const memory = createMemory(options);
  const addresses = options.ipv6Url ? createSignedAddresses(createSigningKey(options, 'ipv6'), now) : undefined;
  const acceptBatch = createBatchAcceptor({
    acceptor,
    withdrawals: consent.reportWithdrawal ? withdrawals : undefined,
    sampler,
    now,
    consent,
    bots,
    onUndecided: () => warnOnce(undecidedText),
    allow,
    allowTimeoutMs: options.storeTimeoutMs,
    isTraced: inspector?.visits.isTraced,
    renewCookies: options.cookies === 'collect',
    memory,
  });
  const refuseBody = createBodyRefusal({ metrics, sampler });
  const collect = createCollect({
    acceptBatch,
    guard,
    refuseBody,
    origins,
    limits: { maxBytes, maxMessages, timeoutMs, budget, turns },
    settingsHash: script.settingsHash,
    onSettingsMismatch: () => warnOnce(oldSettingsText),
  });
  const readState = createHealthState({
    ...tools,
    isOverloaded: loadGauge.isOverloaded,
    readProxyProblems: proxyWatch.problems,
    now,
  });
  return {
    basePath,
    createContext(request) {
      return createRequestContext(request, {
        now,
        consent,
        memory,
        readSignedAddress: addresses?.read,
        onIdentity: inspector?.visits.noteIdentity,
      });
    },
    findRoute: createRoutes({
      basePath,
      script,
      collect,
      preflight: createPreflight(origins),
      ipv6: addresses && createIpv6Routes({ addresses, guard, origins, limits: { timeoutMs, budget }, sampler }),
      ...createSdkTables(options, { acceptBatch, guard, metrics, refuseBody, sampler, budget, turns }),
      inspector: inspector?.createRoutes({ readStats, budget }) ?? {},
      health: createHealth({ readState, token: options.metrics?.token }),
      metrics:
        options.metrics && createMetricsRoute(options.metrics.token, async () => metrics.text(await readStats())),
    }),
    readVisitor: createReadVisitor({ proxyWatch, sampler, warnOnce }),
    forget: (matchKeys) => memory?.forget(matchKeys),
    close: loadGauge.close,
  };
}

/**
 * Creates the memory of the match keys that pages send, if it is enabled. They are hashed with the first pixel's
 * settings.
 */
function createMemory(options: ResolvedOptions): UserMemory | undefined {
  const { rememberMatchKeys, now } = options;
  const [pixel] = options.pixels;
  if (!rememberMatchKeys || !pixel) return undefined;
  return createUserMemory({ key: deriveKey(options, 'user memory'), settings: pixel.settings, now });
}
