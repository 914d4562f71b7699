import { createAcceptor } from './acceptor.js';
import { startEngine } from './engine-start.js';
import { flushOutbox } from './flush-outbox.js';
import { createFetch } from './graph/http.js';
import { hasConsent, readMessageConsent } from './http/consent.js';
import { createHttpSide } from './http/create-http-side.js';
import { registerHttp } from './http/http-side.js';
import { createContentSecurityPolicy } from './http/content-security-policy.js';
import { createScriptTag } from './http/script-tag.js';
import { createLogger } from './logger.js';
import { createMetrics } from './metrics.js';
import type { TwinbeamOptions } from './options/options.js';
import { resolveOptions } from './options/resolve-options.js';
import { openOutbox } from './outbox/open-outbox.js';
import { readPaused, startDispatchers } from './pixel-dispatchers.js';
import { createPixelTokens } from './pixel-tokens.js';
import { createShutdown } from './shutdown.js';
import { toTrackMessage } from './to-track-message.js';
import type { Twinbeam, TwinbeamStats } from './twinbeam.js';

const defaultTimeoutMs = 5_000;

/**
 * Creates the server's leg and starts it: stored events are sent from now on. Throws `TwinbeamOptionsError` with every
 * option that cannot work, and `OutboxError` when a store on disk cannot be opened.
 *
 * @example
 * const twinbeam = createTwinbeam({ pixelId: '1234567890', accessToken: process.env.META_ACCESS_TOKEN });
 * app.use(twinbeamExpress(twinbeam));
 */
export function createTwinbeam(options: TwinbeamOptions = {}): Twinbeam {
  const resolved = resolveOptions(options);
  const { now, consent, leaseMs } = resolved;
  const logger = resolved.logger ?? createLogger();
  const outbox = typeof resolved.outbox === 'string' ? openOutbox(resolved.outbox, now) : resolved.outbox;
  const metrics = createMetrics();
  const http = resolved.fetch ? { fetch: resolved.fetch, close: async () => undefined } : createFetch();
  const pixels = resolved.pixels.map(({ settings }) => settings);
  const tokens = createPixelTokens(resolved.pixels);

  const dispatchers = startDispatchers(resolved, { outbox, logger, metrics, now, tokens, fetch: http.fetch });
  const { isClosing, close } = createShutdown({ outbox, dispatchers, logger, closeConnections: http.close });
  const pixelIds = dispatchers.map(({ pixelId }) => pixelId);
  const { opened } = startEngine({ outbox, pixelIds, leaseMs, logger, isClosing });
  const acceptor = createAcceptor({ pixels, outbox, metrics, logger, now, isClosing });

  const readStats = async (): Promise<TwinbeamStats> => {
    const stats = await outbox.stats();
    const age = stats.oldest === undefined ? {} : { oldestAgeMs: now() - stats.oldest };
    return { ...stats, ...age, paused: readPaused(dispatchers) };
  };

  const twinbeam: Twinbeam = {
    async track(event, properties, trackOptions = {}) {
      const { identity } = trackOptions;
      if (identity && !hasConsent([identity.consent], consent)) return acceptor.skipUnconsented();
      return acceptor.accept(toTrackMessage(event, properties, trackOptions, now()), { live: false });
    },
    async send(message) {
      // A message without consent is the caller's to send: only what it says itself counts.
      const allowed = hasConsent([readMessageConsent(message)], { ...consent, required: false });
      return allowed ? acceptor.accept(message, { live: false }) : acceptor.skipUnconsented();
    },
    flush: (timeoutMs = defaultTimeoutMs) => flushOutbox(outbox, timeoutMs),
    close: (timeoutMs = defaultTimeoutMs) => close(timeoutMs),
    update({ accessToken, pixelId }) {
      const replaced = tokens.replace(accessToken, pixelId);
      for (const dispatcher of dispatchers) if (replaced.includes(dispatcher.pixelId)) dispatcher.retry();
    },
    async stats() {
      await opened();
      return readStats();
    },
    deadLetters: outbox.deadLetters,
    scriptTag: createScriptTag(resolved.basePath),
    contentSecurityPolicy: createContentSecurityPolicy(resolved.pixelLibraryUrl),
  };
  registerHttp(twinbeam, createHttpSide(resolved, { acceptor, logger, metrics, readStats, isClosing }));
  return twinbeam;
}
