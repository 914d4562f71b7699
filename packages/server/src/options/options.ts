import { isFields, type Message, type Settings } from '@twinbeam/shared';
import * as v from 'valibot';
import type { Fetch } from '../graph/http.js';
import type { AllowMessage } from '../http/collect-request.js';
import type { BeforeSend } from '../mapping/before-send.js';
import type { Logger } from '../monitoring/logger.js';
import { isOutboxUrl } from '../outbox/open-outbox.js';
import type { Outbox } from '../outbox/outbox.js';
import { findMissingMembers } from '../outbox/outbox-members.js';
import {
  anyFunction,
  httpUrl,
  matching,
  option,
  optionGroup,
  plainObject,
  positive,
  text,
  withMethods,
} from './option.js';
import { settingEntries } from './setting-schema.js';

/**
 * The Conversions API token, or a function that fetches the current one; it is called for each request.
 *
 * @example
 * const accessToken: AccessToken = () => vault.read('meta-token');
 */
export type AccessToken = string | (() => string | Promise<string>);

/** A token as an option gives it: missing, malformed or usable. */
export const accessTokenSchema = v.union([
  anyFunction<() => string | Promise<string>>(),
  v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty('is missing: make one in Events Manager under Settings, Conversions API, or set META_ACCESS_TOKEN.'),
    v.regex(/^\S+$/),
  ),
]);

export const accessTokenRule = 'must be text without white space, or a function that returns it.';

const credentialEntries = {
  /** Id of the pixel (Meta's newer name: dataset), digits as text. Default: `META_PIXEL_ID`. */
  pixelId: option(
    v.optional(
      v.pipe(
        v.string(),
        v.nonEmpty('is missing: give the id of your pixel (digits), or set META_PIXEL_ID.'),
        v.regex(/^\d+$/),
      ),
      '',
    ),
    'must be digits, as text, as Events Manager shows it.',
    { env: 'META_PIXEL_ID' },
  ),
  /** The Conversions API token, or a function that fetches the current one. Default: `META_ACCESS_TOKEN`. */
  accessToken: option(v.optional(accessTokenSchema, ''), accessTokenRule, { env: 'META_ACCESS_TOKEN' }),
  /** Signs requests with `appsecret_proof`. Default: `META_APP_SECRET`; without either, requests are not signed. */
  appSecret: option(v.optional(text), 'must be text.', { env: 'META_APP_SECRET' }),
  /**
   * Also shows the events under "Test events" in Events Manager. They count like any other: Meta uses them for
   * measurement and targeting. Default: `META_TEST_EVENT_CODE`.
   */
  testEventCode: option(v.optional(text), 'must be text.', { env: 'META_TEST_EVENT_CODE' }),
};

const credentialGroup = optionGroup(credentialEntries);
const { pixelId, ...secretEntries } = credentialEntries;

/**
 * Decides on the server whether a pixel takes a message; for one that it throws for, it does not.
 *
 * @example
 * const when: TakesMessage = ({ properties }) => brands.has(properties?.brand);
 */
export type TakesMessage = (message: Message) => boolean;

/** The options of one pixel. */
export const pixelSchema = optionGroup({
  pixelId,
  ...settingEntries,
  ...secretEntries,
  when: option(
    v.exactOptional(v.union([anyFunction<TakesMessage>(), plainObject])),
    "must be paths and values, such as {host: ['shop.de', 'www.shop.de']}, or a function.",
  ),
});

/**
 * Options of one pixel: its settings, which the browser gets too, and its secrets, which it does not.
 *
 * @example
 * const pixel: PixelOptions = { pixelId: '1234567890', accessToken: process.env.TOKEN, defaultCurrency: 'EUR' };
 */
export type PixelOptions = Partial<Omit<Settings, 'pixelId' | 'when'>> &
  v.InferInput<typeof credentialGroup> & {
    /**
     * Messages that this pixel takes: paths and values, for both legs; or a function, for the server alone: then pages do not
     * have the pixel. Default: all messages.
     */
    when?: Settings['when'] | TakesMessage;
  };

const ownOutboxSchema = v.pipe(
  v.custom<Outbox>(isFields),
  v.check(
    (outbox) => findMissingMembers(outbox).length === 0,
    ({ input }) => `lacks ${findMissingMembers(input).join(', ')}: it must keep the Outbox interface.`,
  ),
);
const outboxSchema = v.union([v.pipe(v.string(), v.check(isOutboxUrl)), ownOutboxSchema]);

const onOff = v.pipe(
  v.picklist(['on', 'off'], "must be 'on' or 'off'."),
  v.transform((value) => value === 'on'),
);
const toMetrics = v.pipe(
  v.string(),
  v.transform((token) => ({ token })),
);

const inspectorRule = "must be { token: '…' } with 16 characters or more: whoever has it sees every event.";
const toInspector = v.pipe(
  v.string(),
  v.minLength(16, 'must have 16 characters or more.'),
  v.transform((token) => ({ token })),
);
const toNotify = v.pipe(
  v.string(),
  v.check(isNotifyUrl, 'must be an https address.'),
  v.transform((url) => ({ url, checkMs: 30_000 })),
);

const sdkKey = v.pipe(v.string(), v.regex(/^[\w.~-]{1,200}$/));
const sdkKeyRule = 'must be a key of letters, digits, and the signs . _ ~ -';
const serverKeyRule = 'must be a secret of 16 or more letters, digits, and the signs . _ ~ -, other than writeKey.';
const toDeadLetters = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d*$/, 'must be a number of milliseconds over 0, such as 7776000000.'),
  v.transform((text) => ({ maxAge: Number(text) })),
);

const leaseRule =
  'must be at least twice timeoutMs, in milliseconds, such as 30000: else an event could be sent twice at once.';

const serverGroup = optionGroup({
  /** URL that server events are sent to. Default: `META_GRAPH_URL`, else `https://graph.facebook.com`. */
  graphUrl: option(
    v.optional(httpUrl, 'https://graph.facebook.com'),
    'must be an http(s) address, such as https://graph.facebook.com.',
    { env: 'META_GRAPH_URL' },
  ),
  /** Version of the Graph API. Default: `v26.0`. */
  graphVersion: option(v.optional(v.pipe(v.string(), v.regex(/^v\d+\.\d+$/)), 'v26.0'), "must look like 'v26.0'."),
  /** URL that browsers load the Pixel from. Default: `META_PIXEL_LIBRARY_URL`, else Meta's. */
  pixelLibraryUrl: option(
    v.optional(httpUrl, 'https://connect.facebook.net/en_US/fbevents.js'),
    'must be an http(s) address of fbevents.js.',
    { env: 'META_PIXEL_LIBRARY_URL' },
  ),
  /**
   * URL of `/twin/ipv6` at a host name that has AAAA records alone: there pages learn the visitor's IPv6 address, which Meta
   * prefers, signed for a day. Default: `TWINBEAM_IPV6_URL`; without either, the address of the connection counts.
   */
  ipv6Url: option(
    v.optional(httpUrl),
    'must be an http(s) address of /twin/ipv6 at a host name with AAAA records alone, such as https://ipv6.shop.example/twin/ipv6.',
    { env: 'TWINBEAM_IPV6_URL' },
  ),
  /** Path of the routes. Default: `/twin`. */
  basePath: option(
    v.optional(v.pipe(v.string(), v.regex(/^(\/[\w.~-]+)+$/)), '/twin'),
    "must be a path that begins, but does not end, with '/', such as '/twin'.",
  ),
  /**
   * Store of the accepted events until Meta has confirmed them: `lmdb:PATH`, a folder on a local disk;
   * `nats://HOST:PORT,…`, a NATS JetStream that several servers share; `memory:`, lost with the process; or an outbox of
   * your own. Default: `TWINBEAM_OUTBOX`, else `lmdb:./.twinbeam`.
   */
  outbox: option(
    v.optional(outboxSchema, 'lmdb:./.twinbeam'),
    "must be 'lmdb:PATH', 'nats://HOST:PORT', 'memory:', or an object that keeps the Outbox interface.",
    { env: 'TWINBEAM_OUTBOX' },
  ),
  /** Events that were set aside. */
  deadLetters: option(
    v.optional(
      optionGroup({
        /**
         * How long they are kept, in milliseconds; the log tells a day before, and when they are deleted. Default:
         * `TWINBEAM_DEAD_LETTERS_MAX_AGE`, else 90 days.
         */
        maxAge: option(
          v.optional(positive, 90 * 24 * 3_600_000),
          'must be a number of milliseconds over 0, such as 7776000000.',
        ),
      }),
      {},
    ),
    'must be an object, such as { maxAge: 7776000000 }.',
    { env: 'TWINBEAM_DEAD_LETTERS_MAX_AGE', envSchema: toDeadLetters },
  ),
  /**
   * Whether this process sends the stored events; with `false` another one does (`twinbeam dispatch`). Default: true,
   * unless `TWINBEAM_DISPATCH` is `off`.
   */
  dispatch: option(v.optional(v.boolean(), true), 'must be true or false.', {
    env: 'TWINBEAM_DISPATCH',
    envSchema: onOff,
  }),
  /**
   * Lease of events that are being sent, so that no other process sends them, in milliseconds; at least twice
   * `timeoutMs`. Default: 30,000.
   */
  leaseMs: option(v.optional(positive, 30_000), leaseRule),
  /**
   * Serves `GET /twin/metrics` in Prometheus' format to requests with this bearer token. Default:
   * `TWINBEAM_METRICS_TOKEN`; without either, there is no such route.
   */
  metrics: option(
    v.optional(v.object({ token: text })),
    "must be { token: '…' }: without a token everybody could read them.",
    { env: 'TWINBEAM_METRICS_TOKEN', envSchema: toMetrics },
  ),
  /**
   * Serves the inspector at `/twin/inspect` to whoever has this token, of 16 characters or more. Default:
   * `TWINBEAM_INSPECTOR_TOKEN`; without either, there is no such page.
   */
  inspector: option(v.optional(v.object({ token: v.pipe(v.string(), v.minLength(16)) })), inspectorRule, {
    env: 'TWINBEAM_INSPECTOR_TOKEN',
    envSchema: toInspector,
  }),
  /**
   * A webhook for what a person must know, called by the process that sends: a pixel is paused, the outbox is full for events
   * of pages, nothing was sent for an hour; and when that is over. Default: `TWINBEAM_NOTIFY_URL`; without either, nobody is
   * told.
   */
  notify: option(
    v.optional(
      optionGroup({
        /** Its URL, https; on this machine http too. It is never logged. */
        url: option(v.pipe(v.string(), v.check(isNotifyUrl)), 'must be an https address.'),
        /** Interval at which the state is looked at, in milliseconds. Default: 30,000. */
        checkMs: option(v.optional(positive, 30_000), 'must be a number of milliseconds over 0, such as 30000.'),
      }),
    ),
    "must be an object, such as { url: 'https://…' }.",
    { env: 'TWINBEAM_NOTIFY_URL', envSchema: toNotify },
  ),
  /** Whether responses to the page's script renew the cookies `_fbp`, `_fbc` and `twinbeam_id`. Default: `collect`. */
  cookies: option(v.optional(v.picklist(['collect', 'off']), 'collect'), "must be 'collect' or 'off'."),
  /**
   * Whether match keys that a page's `identify()` tells are known to `req.twinbeam` for an hour: the visitor's browser keeps
   * them hashed and encrypted, in an HttpOnly cookie. Default: false.
   */
  rememberMatchKeys: option(v.optional(v.boolean(), false), 'must be true or false.'),
  /** Consent that the server asks for. */
  consent: option(
    v.optional(
      optionGroup({
        /** The cookie that stores the visitor's decision: `granted`, `denied` or `pending`. Default: `twinbeam_consent`. */
        cookie: option(
          v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)), 'twinbeam_consent'),
          "must be the name of a cookie, such as 'twinbeam_consent'.",
        ),
        /** Whether nothing may be sent of a visitor without a decision. Default: false. */
        required: option(v.optional(v.boolean(), false), 'must be true or false.'),
        /**
         * Meaning of Global Privacy Control (`Sec-GPC: 1`) for a visitor who has not decided: `deny` is a refusal, `ldu`
         * sends with Limited Data Use (and sets `limitedDataUse`), `ignore` is nothing. Default: `deny`.
         */
        gpc: option(v.optional(v.picklist(['deny', 'ldu', 'ignore']), 'deny'), "must be 'deny', 'ldu' or 'ignore'."),
      }),
      {},
    ),
    'must be an object: { required: true }.',
  ),
  /** Bounds of `POST /twin/collect`. */
  collect: option(
    v.optional(
      optionGroup({
        /** Origins of other sites that may send, such as `https://checkout.example.com`; the own site always may. Default: none. */
        origins: option(
          v.optional(matching<string[]>(v.array(v.pipe(v.string(), v.check(isOrigin)))), () => []),
          "must be a list of origins, without path, such as ['https://checkout.example.com'].",
        ),
        /** Bytes of one request. Default: 262,144. */
        maxBytes: option(v.optional(positive, 262_144), 'must be a number of bytes over 0.'),
        /** Messages of one request. Default: 100. */
        maxMessages: option(v.optional(positive, 100), 'must be a number over 0.'),
        /** Time limit for the body of a request, in milliseconds. Default: 10,000. */
        timeoutMs: option(v.optional(positive, 10_000), 'must be a number of milliseconds over 0, such as 10000.'),
        /** Delay of the event loop in milliseconds, from which requests are refused with 503. Default: 200. */
        maxDelayMs: option(v.optional(positive, 200), 'must be a number of milliseconds over 0, such as 200.'),
        /** Whether messages of bots, known by their user agent, are taken. Default: false. */
        bots: option(v.optional(v.boolean(), false), 'must be true or false.'),
        /** Decides whether a page's message is taken: `(message, request) => boolean`, or a promise of it. Default: all are. */
        allow: option(v.optional(anyFunction<AllowMessage>()), 'must be a function.'),
        /**
         * Events that only server code may send, such as `['Order Completed']`: pages still fire the Pixel, their server
         * leg is skipped. Default: none.
         */
        serverOnly: option(
          v.optional(v.array(text), () => []),
          "must be a list of names of events, such as ['Order Completed'].",
        ),
        /**
         * Events that server code holds until they are confirmed, such as `['Order Completed']`: pages send them by neither
         * leg, so that an unpaid order never counts. Default: none.
         */
        held: option(
          v.optional(v.array(text), () => []),
          "must be a list of names of events, such as ['Order Completed'].",
        ),
      }),
      {},
    ),
    'must be an object, such as { origins: [] }.',
  ),
  /** Limits of `POST /twin/collect`, in requests within ten seconds; more are refused with 429. */
  rateLimit: option(
    v.optional(
      optionGroup({
        /** Whether there are limits. Default: true. */
        enabled: option(v.optional(v.boolean(), true), 'must be true or false.'),
        /** Requests of all visitors. Default: 30,000. */
        total: option(v.optional(positive, 30_000), 'must be a number over 0.'),
        /** Requests of one visitor: an IPv4 address, or an IPv6 network of 64 bits. Default: 1000. */
        perAddress: option(v.optional(positive, 1000), 'must be a number over 0.'),
      }),
      {},
    ),
    'must be an object, such as { perAddress: 1000 }.',
  ),
  /**
   * Opens the HTTP API of Segment and RudderStack below `basePath` to their libraries with this key. It is public: what
   * comes with it counts as a page's. Default: `TWINBEAM_WRITE_KEY`; without either, there is no such API for pages.
   */
  writeKey: option(v.optional(sdkKey), sdkKeyRule, { env: 'TWINBEAM_WRITE_KEY' }),
  /**
   * The secret with which such a library counts as server code. Default: `TWINBEAM_SERVER_KEY`; without either, no
   * library does.
   */
  serverKey: option(v.optional(v.pipe(sdkKey, v.minLength(16))), serverKeyRule, { env: 'TWINBEAM_SERVER_KEY' }),
  /**
   * Signs what pages keep for the server; give all processes the same. Default: `TWINBEAM_SECRET`, else derived from the
   * app secret or the access token.
   */
  secret: option(v.optional(v.pipe(v.string(), v.minLength(32))), 'must be a secret of 32 or more characters.', {
    env: 'TWINBEAM_SECRET',
  }),
  /** The HTTP API of Segment and RudderStack. */
  sdk: option(
    v.optional(
      optionGroup({
        /** Whether it is also served at the root of the site: `POST /v1/batch`. Default: false. */
        atRoot: option(v.optional(v.boolean(), false), 'must be true or false.'),
        /** Bytes of one request, when it is inflated. Default: 1,048,576. */
        maxBytes: option(v.optional(positive, 1_048_576), 'must be a number of bytes over 0.'),
        /** Messages of one request. Default: 1000. */
        maxMessages: option(v.optional(positive, 1000), 'must be a number over 0.'),
      }),
      {},
    ),
    'must be an object, such as { atRoot: true }.',
  ),
  /** Time limit for Meta's response, in milliseconds. After time-outs it grows, up to 10 s or half of `leaseMs`. Default: 1500. */
  timeoutMs: option(v.optional(positive, 1500), 'must be a number of milliseconds over 0, such as 1500.'),
  /**
   * Time that `track()` and `send()` wait for the outbox, in milliseconds; then the status is `unavailable`. Default: 2000.
   */
  storeTimeoutMs: option(v.optional(positive, 2000), 'must be a number of milliseconds over 0, such as 2000.'),
  /** A pino logger, or anything with `info`, `warn` and `error`. Default: pino, JSON lines on standard error. */
  logger: option(
    v.optional(withMethods<Logger>('info', 'warn', 'error')),
    'must have the methods info, warn and error, as pino has.',
  ),
  /**
   * Looks at each event of the server's leg before it is stored: it may change it, or drop it by returning `null`. An event
   * for which it throws is rejected and logged. The page's leg does not know it. Default: none.
   */
  beforeSend: option(v.optional(anyFunction<BeforeSend>()), 'must be a function.'),
  /**
   * `dry` sends nothing, by no leg: everything runs, in a memory outbox of its own, and the log shows each event. `live`
   * sends. Default: `TWINBEAM_MODE`, else `live`; but `dry` where neither a pixel id nor a token is given, and `NODE_ENV` is
   * `development` or `test`.
   */
  mode: option(v.optional(v.picklist(['live', 'dry']), 'live'), "must be 'live' or 'dry'.", { env: 'TWINBEAM_MODE' }),
  /** Sends the requests to Meta; for tests and proxies. Default: undici with connections kept alive. */
  fetch: option(v.optional(anyFunction<Fetch>()), 'must be a function.'),
  /** The clock, in milliseconds since 1970; for tests. Default: `Date.now`. */
  now: option(
    v.optional(anyFunction<() => number>(), () => Date.now),
    'must be a function.',
  ),
});

/** The options of the instance as a whole. */
export const serverSchema = v.pipe(
  serverGroup,
  v.forward(
    v.partialCheck([['leaseMs'], ['timeoutMs']], ({ leaseMs, timeoutMs }) => leaseMs >= 2 * timeoutMs, leaseRule),
    ['leaseMs'],
  ),
  v.forward(
    v.partialCheck(
      [['serverKey'], ['writeKey']],
      ({ serverKey, writeKey }) => serverKey === undefined || serverKey !== writeKey,
      serverKeyRule,
    ),
    ['serverKey'],
  ),
);

/** Without encryption no further than this machine. */
function isNotifyUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

function isOrigin(origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).origin === origin;
}

/**
 * Options of `createTwinbeam`. What is left out comes from the environment, then from the default.
 *
 * @example
 * const options: TwinbeamOptions = { pixelId: '1234567890', accessToken: process.env.TOKEN, outbox: 'lmdb:/var/lib/twinbeam' };
 */
export type TwinbeamOptions = PixelOptions &
  v.InferInput<typeof serverSchema> & {
    /** Several pixels, each with its own token and settings, instead of one. Default: the one of the other options. */
    pixels?: PixelOptions[] | undefined;
  };
