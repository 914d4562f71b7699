import { randomUUID } from 'node:crypto';
import { createCollect } from './collect.js';
import { mayTrack, withoutConsent } from './consent.js';
import { createDispatcher } from './dispatch/dispatcher.js';
import { createGraphClient } from './graph/client.js';
import { createFetch } from './graph/http.js';
import { createLogger } from './logger.js';
import { createMetrics } from './metrics.js';
import {
  isAccessToken,
  type PixelOptions,
  resolveOptions,
  type TwinbeamOptions,
  TwinbeamOptionsError,
} from './options.js';
import { openOutbox } from './outbox/open-outbox.js';
import { type DeadLetters, OutboxError, type OutboxStats } from './outbox/outbox.js';
import { createPageScript, createScriptTag, type ScriptTagOptions } from './page-script.js';
import { type Identity, identityFields, requestIdentity } from './request-identity.js';
import { createRoutes, type TwinRequest, type TwinResponse } from './routes.js';
import { type SendResult, sendMessage } from './send.js';

/** What a tracked event is sent with. */
export interface TrackOptions {
  /** Who did it: `req.twinbeam.identity`, now or as it was stored with an order. */
  identity?: Identity;
  userId?: string;
  /** Personal data to match by: `email`, `phone`, `firstName`, `address`, …; hashed before it is stored. */
  traits?: Record<string, unknown>;
  /** The event id, when another leg knows it too. */
  eventId?: string;
  /** When it happened, if not now. */
  timestamp?: Date | string | number;
}

/** The server's leg of a site. */
export interface Twinbeam {
  /**
   * Sends an event. Resolves once it is stored; rejects with `OutboxError` when it could not be.
   * @example await twinbeam.track('Order Completed', { order_id: '1001', revenue: 99.5, currency: 'EUR' }, { identity });
   */
  track(event: string, properties?: Record<string, unknown>, options?: TrackOptions): Promise<SendResult>;
  /** Sends a message in the shape of RudderStack and Segment. */
  send(message: unknown): Promise<SendResult>;
  /** Waits until everything is sent, at most `timeoutMs` (default 5000). Answers whether it is. */
  flush(timeoutMs?: number): Promise<boolean>;
  /**
   * Stops within `timeoutMs` (default 5000): nothing more is accepted, a request in flight ends or is given back. What
   * waits in a durable outbox stays there for the next start; one in memory is sent first, as far as time allows.
   */
  close(timeoutMs?: number): Promise<void>;
  /** Replaces the token of a pixel (of all, without `pixelId`), and tries it at once. */
  update(options: { accessToken: NonNullable<PixelOptions['accessToken']>; pixelId?: string }): void;
  stats(): Promise<TwinbeamStats>;
  deadLetters: DeadLetters;
  /** The elements for a page's head. */
  scriptTag(options?: ScriptTagOptions): string;
  /** What a framework's adapter needs. */
  http: TwinbeamHttp;
}

/** The kit's HTTP side, free of any framework. */
export interface TwinbeamHttp {
  basePath: string;
  maxBytes: number;
  /** Answers a request whose path is `basePath + path`. */
  handle(path: string, request: TwinRequest): Promise<TwinResponse>;
  identity(request: TwinRequest): Identity;
}

export interface TwinbeamStats extends OutboxStats {
  /** Age of the oldest event that waits, in milliseconds. */
  oldestAgeMs?: number;
  /** Pixels to which nothing is sent at the moment, and why. */
  paused: Record<string, string>;
}

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

  let mismatchLogged = false;
  const collect = createCollect({
    send: (message) => store(message, true),
    refuse: () => {
      metrics.message('skipped');
      return withoutConsent();
    },
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
    health: async () => (closing ? { status: 'closing' } : { status: 'ok', ...(await stats()) }),
    metrics: resolved.metrics && { ...resolved.metrics, text: async () => metrics.text(await stats()) },
  });
  const flush = async (limit = 5_000): Promise<boolean> => {
    // A test may hold the kit's clock; how long to wait is another matter.
    const deadline = performance.now() + limit;
    while ((await outbox.stats()).pending > 0) {
      if (performance.now() >= deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return true;
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
    send: (message) => store(message, false),
    flush,
    close: (limit = 5_000) => {
      closing ??= (async () => {
        const deadline = performance.now() + limit;
        if (!outbox.durable) await flush(limit);
        const left = Math.max(0, deadline - performance.now());
        await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop(left)));
        try {
          const { pending } = await outbox.stats();
          if (pending > 0 && outbox.durable)
            logger.info({ pending }, 'closed; what waits is sent after the next start');
          else if (pending > 0) logger.warn({ pending }, 'closed before everything was sent: it is lost');
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
