import { randomUUID } from 'node:crypto';
import { createCollect } from './collect.js';
import { createDispatcher } from './dispatcher.js';
import { createGraphClient } from './graph/client.js';
import { createFetch } from './graph/http.js';
import { createLogger } from './logger.js';
import { resolveOptions, type TwinbeamOptions } from './options.js';
import { createMemoryOutbox } from './outbox/memory.js';
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
  /** Sends what can be sent within `timeoutMs` (default 5000) and stops. */
  close(timeoutMs?: number): Promise<void>;
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
  const { pixels, now, basePath, pixelLibraryUrl, graphUrl, graphVersion, timeoutMs } = resolved;
  const logger = resolved.logger ?? createLogger();
  const outbox = typeof resolved.outbox === 'string' ? createMemoryOutbox({ now }) : resolved.outbox;
  const http = resolved.fetch ? { fetch: resolved.fetch, close: async () => undefined } : createFetch();
  const settings = pixels.map((pixel) => pixel.settings);
  const script = createPageScript({ pixels: settings, collectUrl: `${basePath}/collect`, pixelLibraryUrl });
  const dispatchers = pixels.map((pixel) => {
    const { pixelId } = pixel.settings;
    if (pixel.testEventCode) {
      logger.warn({ pixelId }, 'testEventCode is set: events are shown under Test events and are not counted');
    }
    const graph = createGraphClient({ ...pixel, pixelId, graphUrl, graphVersion, timeoutMs, fetch: http.fetch });
    return { pixelId, ...createDispatcher({ pixelId, outbox, graph, logger, now, random: Math.random }) };
  });

  let closing: Promise<void> | undefined;
  const store = async (message: unknown, live: boolean): Promise<SendResult> => {
    if (closing) throw new OutboxError('closed', 'The kit is closed; nothing more is accepted.');
    const result = await sendMessage(message, settings, outbox, { now: now(), live, createId: randomUUID });
    if (result.status === 'rejected') {
      logger.warn({ event: nameOf(message), problems: result.problems }, 'message rejected: nothing was sent');
    }
    return result;
  };

  let mismatchLogged = false;
  const collect = createCollect({
    send: (message) => store(message, true),
    now,
    origins: resolved.collect.origins,
    maxMessages: resolved.collect.maxMessages,
    setCookies: resolved.cookies === 'collect',
    settingsHash: script.settingsHash,
    onSettingsMismatch() {
      if (!mismatchLogged) logger.warn({}, 'pages still map by older settings; they follow within minutes');
      mismatchLogged = true;
    },
  });

  const stats = async (): Promise<TwinbeamStats> => ({
    ...(await outbox.stats()),
    paused: Object.fromEntries(
      dispatchers.flatMap(({ pixelId, paused }) => {
        const why = paused();
        return why === undefined ? [] : [[pixelId, why]];
      }),
    ),
  });
  const handle = createRoutes({
    script,
    collect,
    health: async () => ({ status: closing ? 'closing' : 'ok', ...(await stats()) }),
  });
  const flush = async (limit = 5_000): Promise<boolean> =>
    (await Promise.all(dispatchers.map((dispatcher) => dispatcher.flush(limit)))).every(Boolean);

  return {
    track: async (event, properties, options) => {
      const { identity, userId, traits, eventId, timestamp } = options ?? {};
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
        await flush(limit);
        await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
        const { pending } = await outbox.stats();
        if (pending > 0) logger.warn({ pending }, 'closed before everything was sent');
        await outbox.close();
        await http.close();
      })();
      return closing;
    },
    stats,
    deadLetters: outbox.deadLetters,
    scriptTag: createScriptTag(basePath),
    http: {
      basePath,
      maxBytes: resolved.collect.maxBytes,
      handle,
      identity: (request) => requestIdentity(request, now()),
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
