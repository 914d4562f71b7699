import { createAcceptor } from './accept/acceptor.js';
import { createConsentWithdrawals } from './accept/consent-withdrawals.js';
import { createForget } from './accept/forget.js';
import { createHeldCalls } from './accept/held-calls.js';
import { createServerCalls } from './accept/server-calls.js';
import { traceAcceptor } from './accept/trace-acceptor.js';
import { createWaitForOutbox } from './accept/wait-for-outbox.js';
import { createWarningLog } from './accept/warning-log.js';
import { createClockCheck } from './dispatch/clock-check.js';
import { startDispatchers } from './dispatch/pixel-dispatchers.js';
import { createPixelTokens } from './dispatch/pixel-tokens.js';
import { createStatsReading } from './dispatch/stats-reading.js';
import { openConnections } from './graph/open-connections.js';
import { createHttpSide } from './http/create-http-side.js';
import { registerHttp } from './http/http-side.js';
import { createContentSecurityPolicy } from './http/page/content-security-policy.js';
import { createScriptTag } from './http/page/script-tag.js';
import { createInspector } from './inspector/inspector.js';
import { createClose } from './lifecycle/close.js';
import { startEngine } from './lifecycle/engine-start.js';
import { flushOutbox } from './lifecycle/flush-outbox.js';
import { startHousekeeping } from './lifecycle/housekeeping.js';
import { logStart } from './lifecycle/log-start.js';
import { createShutdown } from './lifecycle/shutdown.js';
import { toTimeLimit } from './lifecycle/time-limit.js';
import { createLogSampler } from './log/log-sampler.js';
import { createLogger } from './log/logger.js';
import { createSampledLogger } from './log/sampled-logger.js';
import { createWarnOnce } from './log/warn-once.js';
import { createMetrics } from './monitoring/metrics.js';
import { createStoreHealth } from './monitoring/store-health.js';
import { createTracing } from './monitoring/tracing.js';
import type { TwinbeamOptions } from './options/options.js';
import { resolveOptions } from './options/resolve-options.js';
import { openOutbox } from './outbox/open-outbox.js';
import type { Twinbeam } from './twinbeam.js';

/**
 * Creates the server leg and starts it: stored events are sent from now on. Throws a `TwinbeamOptionsError` that lists
 * every invalid option, and `OutboxError` if a store on disk cannot be opened.
 *
 * @example
 * const twinbeam = createTwinbeam({ pixelId: '1234567890', accessToken: process.env.META_ACCESS_TOKEN });
 * app.use(twinbeamExpress(twinbeam));
 */
export function createTwinbeam(options: TwinbeamOptions = {}): Twinbeam {
  const resolved = resolveOptions(options);
  const { now, consent, leaseMs } = resolved;
  const logger = resolved.logger ?? createLogger();
  const pixelsSent = resolved.dispatch ? resolved.pixels.map(({ settings }) => settings.pixelId) : [];
  const outbox = openOutbox(resolved.outbox, now, logger);
  const metrics = createMetrics(pixelsSent);
  const sampledLogger = createSampledLogger(logger);
  const warnOnce = createWarnOnce(logger);
  const tracing = createTracing();
  logStart(logger, resolved);
  const connections = openConnections(resolved, logger);
  const pixels = resolved.pixels.map(({ settings }) => settings);
  const tokens = createPixelTokens(resolved.pixels);

  const clockCheck = createClockCheck({ now, logger: sampledLogger, metrics });
  const { fetch } = connections;
  const inspector = createInspector(resolved, outbox);
  const eventLog = inspector?.eventLog;
  const senderTools = { outbox, logger: sampledLogger, metrics, tracing, eventLog, now, tokens, fetch, clockCheck };
  const dispatchers = startDispatchers(resolved, senderTools);
  const shutdown = createShutdown({ outbox, dispatchers, logger, closeConnections: connections.close });
  const { isClosing } = shutdown;
  const pixelIds = dispatchers.map(({ pixelId }) => pixelId);
  const { opened } = startEngine({ outbox, pixelIds, leaseMs, logger, isClosing });
  const sampler = createLogSampler(logger);
  const storeHealth = createStoreHealth();
  const { serverOnly, held } = resolved.collect;
  const plainAcceptor = createAcceptor({
    pixels,
    filters: new Map(resolved.pixels.flatMap(({ settings, filter }) => (filter ? [[settings.pixelId, filter]] : []))),
    outbox,
    metrics,
    sampler,
    health: storeHealth,
    serverOnly: [...serverOnly, ...held],
    held,
    beforeSend: resolved.beforeSend,
    eventLog,
    now,
    isClosing,
  });
  const acceptor = traceAcceptor(plainAcceptor, tracing);

  const waitForOutbox = createWaitForOutbox(resolved.storeTimeoutMs);
  const withdrawals = createConsentWithdrawals({ outbox, sampler, waitForOutbox, now });
  const readStats = createStatsReading({ outbox, dispatchers, now });
  const isClockTrusted = () => clockCheck.isTrusted(async () => dispatchers[0]?.askTime());
  const housekeepingTools = { outbox, opened, readStats, isClockTrusted, logger: sampledLogger, metrics };
  const housekeeping = startHousekeeping(resolved, housekeepingTools);
  const httpTools = {
    acceptor,
    withdrawals,
    outbox,
    logger,
    sampler,
    storeHealth,
    metrics,
    readStats,
    inspector,
    isClosing,
  };
  const http = createHttpSide(resolved, httpTools);
  const warnings = createWarningLog(logger);
  const isTraced = inspector?.visits.isTracedIdentity;
  const twinbeam: Twinbeam = {
    ...createServerCalls({ acceptor, consent, withdrawals, waitForOutbox, warnings, now, isTraced }),
    ...createHeldCalls({ outbox, sampler, waitForOutbox }),
    flush: (timeoutMs) => flushOutbox(outbox, toTimeLimit(timeoutMs)),
    close: createClose({ inspector, tasks: [sampler, clockCheck, housekeeping, http], shutdown, sampledLogger }),
    update(given) {
      const { accessToken, pixelId }: Partial<typeof given> = given ?? {};
      const replaced = tokens.replace(accessToken, pixelId);
      for (const dispatcher of dispatchers) if (replaced.includes(dispatcher.pixelId)) dispatcher.retry();
    },
    async stats() {
      await opened();
      return readStats();
    },
    deadLetters: outbox.deadLetters,
    forget: createForget({ outbox, pixels, opened, onForget: http.forget }),
    scriptTag: createScriptTag(resolved.basePath, (problem) => warnOnce(`scriptTag() left out an option: ${problem}`)),
    contentSecurityPolicy: createContentSecurityPolicy({
      ...resolved,
      onProblem: (problem) => warnOnce(`contentSecurityPolicy() left out an option: ${problem}`),
    }),
  };
  registerHttp(twinbeam, http);
  return twinbeam;
}
