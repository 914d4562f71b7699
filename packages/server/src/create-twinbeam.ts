import { randomUUID } from 'node:crypto';
import { createDispatcher } from './dispatch/dispatcher.js';
import { createGraphClient } from './graph/client.js';
import { createFetch } from './graph/http.js';
import { createCollect } from './http/collect.js';
import { mayTrack, withoutConsent } from './http/consent.js';
import { createHealth } from './http/health.js';
import { createPageScript, createScriptTag } from './http/page-script.js';
import { identityFields, requestIdentity } from './http/request-identity.js';
import { createRoutes } from './http/routes.js';
import { createLogger } from './logger.js';
import { createMetrics } from './metrics.js';
import { isAccessToken, resolveOptions, type TwinbeamOptions, TwinbeamOptionsError } from './options/options.js';
import { openOutbox } from './outbox/open-outbox.js';
import { OutboxError } from './outbox/outbox.js';
import { type SendResult, sendMessage } from './send.js';
import type { Twinbeam, TwinbeamStats } from './twinbeam.js';

/**
 * Makes the server's leg. Options that cannot work throw `TwinbeamOptionsError`.
 *
 * @example
 * const twinbeam = createTwinbeam({ pixelId: '1234567890', accessToken: process.env.META_ACCESS_TOKEN });
 * app.use(twinbeamExpress(twinbeam));
 */
export function createTwinbeam(options: TwinbeamOptions = {}): Twinbeam {
  const resolved = resolveOptions(options);
  const { pixels, now, basePath, consent, pixelLibraryUrl, graphUrl, graphVersion, timeoutMs } = resolved;
  const logger = resolved.logger ?? createLogger();
  const outbox = typeof resolved.outbox === 'string' ? openOutbox(resolved.outbox, now) : resolved.outbox;
  const metrics = createMetrics();
  const http = resolved.fetch ? { fetch: resolved.fetch, close: async () => undefined } : createFetch();
  const settings = pixels.map((pixel) => pixel.settings);
  const script = createPageScript({
    pixels: settings,
    collectUrl: `${basePath}/collect`,
    pixelLibraryUrl,
    consentCookie: consent.cookie,
    ...(consent.required && { consent: 'pending' }),
  });
  const tokens = new Map(pixels.map((pixel) => [pixel.settings.pixelId, pixel.accessToken]));
  const dispatchers = (resolved.dispatch ? pixels : []).map((pixel) => {
    const { pixelId } = pixel.settings;
    if (pixel.testEventCode) {
      logger.warn({ pixelId }, 'testEventCode is set: events are shown under Test events and are not counted');
    }
    const accessToken = () => {
      const token = tokens.get(pixelId) ?? '';
      return typeof token === 'function' ? token() : token;
    };
    const where = { pixelId, graphUrl, graphVersion, timeoutMs, fetch: http.fetch };
    const graph = createGraphClient({ ...pixel, ...where, accessToken });
    const { leaseMs } = resolved;
    const tools = { outbox, graph, logger, metrics, now, random: Math.random };
    return { pixelId, ...createDispatcher({ pixelId, leaseMs, ...tools }) };
  });

  const pixelIds = pixels.map(({ settings: { pixelId } }) => pixelId);
  const ready = async (): Promise<void> => {
    await outbox.ready({ pixelIds: resolved.dispatch ? pixelIds : [], leaseMs: resolved.leaseMs });
  };
  ready().catch((error: Error) => {
    if (!closing) logger.error({ error: error.message }, 'the outbox cannot be used yet; it is tried again');
  });

  outbox.onStateChange((problem) => {
    if (problem) logger.error({ error: problem.message }, 'the outbox is out of reach; nothing is accepted');
    else logger.info({}, 'the outbox is back');
  });

  let closing: Promise<void> | undefined;
  const store = async (message: unknown, live: boolean): Promise<SendResult> => {
    if (closing) throw new OutboxError('closed', 'The kit is closed; nothing more is accepted.');
    const result = await sendMessage(message, settings, outbox, { now: now(), live, createId: randomUUID });
    metrics.message(result.status);
    if (result.status === 'rejected') {
      for (const { code, severity } of result.problems) if (severity === 'error') metrics.problem(code);
      logger.warn({ event: nameOf(message), problems: result.problems }, 'message rejected: nothing was sent');
    }
    return result;
  };

  const refuse = (): SendResult => {
    metrics.message('skipped');
    return withoutConsent();
  };

  let mismatchLogged = false;
  const collect = createCollect({
    send: (message) => store(message, true),
    refuse,
    now,
    consent,
    origins: resolved.collect.origins,
    maxMessages: resolved.collect.maxMessages,
    setCookies: resolved.cookies === 'collect',
    settingsHash: script.settingsHash,
    onSettingsMismatch() {
      if (!mismatchLogged) logger.warn({}, 'pages still map by older settings; they follow within minutes');
      mismatchLogged = true;
    },
  });

  const stats = async (): Promise<TwinbeamStats> => {
    const counts = await outbox.stats();
    return { ...counts, ...(counts.oldest && { oldestAgeMs: now() - counts.oldest }), paused: pausedPixels() };
  };
  const pausedPixels = (): TwinbeamStats['paused'] =>
    Object.fromEntries(
      dispatchers.flatMap(({ pixelId, paused }) => {
        const why = paused();
        return why === undefined ? [] : [[pixelId, why]];
      }),
    );
  const handle = createRoutes({
    script,
    collect,
    health: createHealth(stats, () => closing !== undefined),
    metrics: resolved.metrics && { ...resolved.metrics, text: async () => metrics.text(await stats()) },
  });
  const flush = async (limit = 5_000): Promise<boolean> => {
    // A test may hold the kit's clock; how long to wait is another matter.
    const deadline = performance.now() + limit;
    for (let waitMs = 5; ; waitMs = Math.min(100, waitMs * 1.5)) {
      // An engine that is away has not told that everything is sent.
      const { pending } = await outbox.stats().catch(unlessAway);
      if (pending === 0) return true;
      if (performance.now() >= deadline) return false;
      await sleep(waitMs);
    }
  };

  return {
    track: async (event, properties, options) => {
      const { identity, userId, traits, eventId, timestamp } = options ?? {};
      if (identity && !mayTrack([identity.consent], consent)) {
        metrics.message('skipped');
        return withoutConsent();
      }
      const fields = identityFields(identity ?? {});
      return store(
        {
          type: 'track',
          event,
          properties: eventId === undefined ? properties : { ...properties, event_id: eventId },
          ...fields,
          ...(userId !== undefined && { userId }),
          ...(traits && { traits }),
          timestamp: timestamp ?? now(),
        },
        false,
      );
    },
    send: async (message) => {
      // What a page or an SDK was told travels with the message; one that says nothing is yours to send.
      return mayTrack([consentOf(message)], { ...consent, required: false }) ? store(message, false) : refuse();
    },
    flush,
    close: (limit = 5_000) => {
      closing ??= (async () => {
        const deadline = performance.now() + limit;
        if (!outbox.durable) await flush(limit);
        const leftMs = (): number => Math.max(0, deadline - performance.now());
        const stopped = Promise.all(dispatchers.map((dispatcher) => dispatcher.stop(leftMs())));
        // A request that is given up ends at once; an engine that has hung does not.
        await Promise.race([stopped, patience(leftMs() + graceMs)]);
        try {
          const { pending } = await Promise.race([outbox.stats(), patience(leftMs() + graceMs).then(notKnown)]);
          if (pending > 0 && outbox.durable)
            logger.info({ pending }, 'closed; what waits is sent after the next start');
          else if (pending > 0) logger.warn({ pending }, 'closed before everything was sent: it is lost');
        } catch (error) {
          if (!(error instanceof OutboxError)) throw error;
          logger.warn({ error: error.message }, 'closed; how much waits is not known');
        } finally {
          await outbox.close();
          await http.close();
        }
      })();
      return closing;
    },
    update({ accessToken, pixelId }) {
      if (!isAccessToken(accessToken)) {
        throw new TwinbeamOptionsError(['accessToken must be text without white space, or a function that gives it.']);
      }
      if (pixelId !== undefined && !tokens.has(pixelId)) {
        throw new TwinbeamOptionsError([
          `pixelId names no pixel of this kit; it knows ${[...tokens.keys()].join(', ')}.`,
        ]);
      }
      for (const id of pixelId === undefined ? [...tokens.keys()] : [pixelId]) tokens.set(id, accessToken);
      for (const dispatcher of dispatchers) {
        if (pixelId === undefined || dispatcher.pixelId === pixelId) dispatcher.retry();
      }
    },
    ready,
    stats,
    deadLetters: outbox.deadLetters,
    scriptTag: createScriptTag(basePath),
    http: {
      basePath,
      maxBytes: resolved.collect.maxBytes,
      handle,
      identity: (request) => requestIdentity(request, now(), consent),
    },
  };
}

/** What a kit that closes needs beyond its time, to give back what it has. */
const graceMs = 500;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Which keeps no process from ending. */
const patience = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

function unlessAway(error: unknown): { pending: number } {
  if (error instanceof OutboxError && error.code !== 'closed') return { pending: Number.NaN };
  throw error;
}

function notKnown(): never {
  throw new OutboxError('unavailable', 'The outbox does not answer.');
}

function consentOf(message: unknown): unknown {
  try {
    return (message as { context?: { consent?: unknown } } | null)?.context?.consent;
  } catch {
    // A getter or proxy that throws; the problems say that the message is unreadable.
    return undefined;
  }
}

/** The name of a message's event, for the log: none that could hold somebody's address. */
function nameOf(message: unknown): string | undefined {
  try {
    const { event, type } = (message ?? {}) as { event?: unknown; type?: unknown };
    const name = event ?? type;
    return typeof name === 'string' && name.length <= 100 && !/@|%40/.test(name) ? name : undefined;
  } catch {
    // A getter or proxy that throws; the problems say that the message is unreadable.
    return undefined;
  }
}
