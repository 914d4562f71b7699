import type { Settings } from '@twinbeam/shared';
import type { Fetch } from '../graph/http.js';
import type { ConsentRule } from '../http/consent.js';
import type { Logger } from '../logger.js';
import { isOutboxUrl } from '../outbox/open-outbox.js';
import type { Outbox } from '../outbox/outbox.js';
import { hasMethods, isFlag, isHttpUrl, isObject, isPositive, isText } from './option-checks.js';
import { settingNames, settingRules } from './setting-rules.js';

/** What belongs to one pixel: its settings, which the browser gets too, and its secrets, which it does not. */
export interface PixelOptions extends Partial<Settings> {
  /** Default `META_PIXEL_ID`. */
  pixelId?: string;
  /** The Conversions API token, or a function that fetches the current one. Default `META_ACCESS_TOKEN`. */
  accessToken?: string | (() => string | Promise<string>);
  /** Signs requests with `appsecret_proof`. Default `META_APP_SECRET`. */
  appSecret?: string;
  /** Shows the events under "Test events" instead of counting them. Default `META_TEST_EVENT_CODE`. */
  testEventCode?: string;
}

/** Options of `createTwinbeam`. */
export interface TwinbeamOptions extends PixelOptions {
  /** Several pixels, each with its own token and settings, instead of one. */
  pixels?: PixelOptions[];
  /** Default `META_GRAPH_URL`, then `https://graph.facebook.com`. */
  graphUrl?: string;
  /** Default `v26.0`. */
  graphVersion?: string;
  /** Where browsers load the Pixel from. Default `META_PIXEL_LIBRARY_URL`, then Meta's. */
  pixelLibraryUrl?: string;
  /** Under which path the routes are; default `/twin`. */
  basePath?: string;
  /**
   * Where accepted events wait: `lmdb:PATH`, a folder on a local disk; `nats://HOST:PORT,…`, a NATS JetStream that
   * several servers share; `memory:`, lost with the process; or an outbox of your own. Default `TWINBEAM_OUTBOX`, then `lmdb:./.twinbeam`.
   */
  outbox?: string | Outbox;
  /**
   * Whether this process sends what waits; with `false` another one does (`twinbeam dispatch`). Default true, unless
   * `TWINBEAM_DISPATCH` is `off`.
   */
  dispatch?: boolean;
  /** How long events that are being sent stay out of other processes' hands, in milliseconds; default 30,000. */
  leaseMs?: number;
  /**
   * Serves `GET /twin/metrics` in Prometheus' format to whoever has this bearer token; off without it. Default
   * `TWINBEAM_METRICS_TOKEN`.
   */
  metrics?: { token: string };
  /**
   * Which cookie remembers what the visitor has said, default `twinbeam_consent`, with the values `granted`, `denied` and
   * `pending`; and whether nothing may be sent of a visitor who has said nothing, default false.
   */
  consent?: { cookie?: string; required?: boolean };
  /** Whether answers to the browser renew the cookies `_fbp` and `_fbc`; default `collect`. */
  cookies?: 'collect' | 'off';
  collect?: {
    /** Origins of other sites that may send, such as `https://checkout.example.com`; the own site always may. */
    origins?: string[];
    /** Bytes of one request; default 262,144. */
    maxBytes?: number;
    /** Messages of one request; default 100. */
    maxMessages?: number;
  };
  /** A pino logger, or anything with `info`, `warn` and `error`; default pino on standard error. */
  logger?: Logger;
  /** How long to wait for Meta, in milliseconds; default 1500. */
  timeoutMs?: number;
  /** For tests and proxies; default undici with connections kept alive. */
  fetch?: Fetch;
  /** The clock; default `Date.now`. */
  now?: () => number;
}

/** Options after the check, with every default filled in. */
export interface ResolvedOptions
  extends Required<Omit<TwinbeamOptions, keyof PixelOptions | 'fetch' | 'logger' | 'metrics' | 'pixels'>> {
  pixels: ResolvedPixel[];
  consent: ConsentRule;
  collect: Required<NonNullable<TwinbeamOptions['collect']>>;
  logger: Logger | undefined;
  fetch: Fetch | undefined;
  metrics: { token: string } | undefined;
}

export interface ResolvedPixel {
  settings: Settings;
  accessToken: NonNullable<PixelOptions['accessToken']>;
  appSecret: string | undefined;
  testEventCode: string | undefined;
}

/** Options that cannot work. The message names each field, its rule and the fix. */
export class TwinbeamOptionsError extends Error {
  override name = 'TwinbeamOptionsError';
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`Twinbeam cannot start:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const secretNames = ['pixelId', 'accessToken', 'appSecret', 'testEventCode'];
const pixelNames: string[] = [...settingNames, ...secretNames];
const kitNames =
  'pixels graphUrl graphVersion pixelLibraryUrl basePath consent outbox dispatch leaseMs metrics cookies collect logger timeoutMs fetch now'.split(
    ' ',
  );

type Env = Record<string, string | undefined>;

/** Checks options and fills in what the environment and the defaults say. Throws `TwinbeamOptionsError`. */
export function resolveOptions(options: TwinbeamOptions, env: Env = process.env): ResolvedOptions {
  const problems: string[] = [];
  const { pixels, ...single } = isObject(options) ? options : {};
  const given = Array.isArray(pixels) ? pixels.filter(isObject) : [single];
  const check = (field: string, fits: boolean, rule: string) => {
    if (!fits) problems.push(`${field} ${rule}`);
  };

  check('options', isObject(options), 'must be an object, such as { pixelId, accessToken }.');
  check('pixels', pixels === undefined || isListOfObjects(pixels), 'must be a list: [{ pixelId, accessToken }].');
  for (const key of Object.keys(single)) {
    check(key, pixelNames.includes(key) || kitNames.includes(key), 'is no option; is it misspelt?');
  }
  check(
    'pixels',
    given.length > 0,
    'is empty: name at least one pixel, or leave it out and give pixelId and accessToken.',
  );
  const resolved = given.map((pixel, index) =>
    resolvePixel(pixel, pixels ? `pixels[${index}].` : '', pixels ? {} : env, check),
  );
  const beside = pixels ? Object.keys(single).filter((key) => pixelNames.includes(key)) : [];
  check('pixels', beside.length === 0, `stands beside ${beside.join(', ')}: put these into each of the pixels.`);
  const ids = resolved.map(({ settings }) => settings.pixelId);
  check('pixels', new Set(ids).size === ids.length, 'names one pixel twice: give each pixelId once.');

  const graphUrl = options?.graphUrl ?? (env.META_GRAPH_URL || 'https://graph.facebook.com');
  const pixelLibraryUrl =
    options?.pixelLibraryUrl ?? (env.META_PIXEL_LIBRARY_URL || 'https://connect.facebook.net/en_US/fbevents.js');
  const graphVersion = options?.graphVersion ?? 'v26.0';
  const basePath = options?.basePath ?? '/twin';
  const outbox = options?.outbox ?? (env.TWINBEAM_OUTBOX || 'lmdb:./.twinbeam');
  const timeoutMs = options?.timeoutMs ?? 1500;
  const leaseMs = options?.leaseMs ?? 30_000;
  const metrics = options?.metrics ?? (env.TWINBEAM_METRICS_TOKEN ? { token: env.TWINBEAM_METRICS_TOKEN } : undefined);
  const dispatching = env.TWINBEAM_DISPATCH || 'on';
  const cookies = options?.cookies ?? 'collect';
  check('graphUrl', isHttpUrl(graphUrl), 'must be an http(s) address, such as https://graph.facebook.com.');
  check('pixelLibraryUrl', isHttpUrl(pixelLibraryUrl), 'must be an http(s) address of fbevents.js.');
  check('graphVersion', /^v\d+\.\d+$/.test(graphVersion), "must look like 'v26.0'.");
  check(
    'basePath',
    /^(\/[\w.~-]+)+$/.test(basePath),
    "must be a path that begins, but does not end, with '/', such as '/twin'.",
  );
  check(
    'outbox',
    typeof outbox === 'string'
      ? isOutboxUrl(outbox)
      : hasMethods(
          outbox,
          'ready',
          'put',
          'take',
          'extend',
          'confirm',
          'postpone',
          'setAside',
          'waitForDue',
          'pixels',
          'stats',
          'onStateChange',
          'close',
        ),
    "must be 'lmdb:PATH', 'nats://HOST:PORT', 'memory:', or an object that keeps the Outbox interface.",
  );
  check(
    'logger',
    options?.logger === undefined || hasMethods(options.logger, 'info', 'warn', 'error'),
    'must have the methods info, warn and error, as pino has.',
  );
  for (const key of ['fetch', 'now'] as const) {
    check(key, options?.[key] === undefined || typeof options[key] === 'function', 'must be a function.');
  }
  check(
    'collect',
    options?.collect === undefined || isObject(options.collect),
    'must be an object, such as { origins: [] }.',
  );
  check('dispatch', options?.dispatch === undefined || isFlag(options.dispatch), 'must be true or false.');
  check('TWINBEAM_DISPATCH', dispatching === 'on' || dispatching === 'off', "must be 'on' or 'off'.");
  check(
    'leaseMs',
    isPositive(leaseMs) && leaseMs >= 2 * timeoutMs,
    'must be at least twice timeoutMs, in milliseconds, such as 30000: else an event could be sent twice at once.',
  );
  check(
    'metrics',
    metrics === undefined || (isObject(metrics) && isText(metrics.token)),
    "must be { token: '…' }: without a token everybody could read them.",
  );
  check('timeoutMs', isPositive(timeoutMs), 'must be a number of milliseconds over 0, such as 1500.');
  check('cookies', cookies === 'collect' || cookies === 'off', "must be 'collect' or 'off'.");

  check(
    'consent',
    options?.consent === undefined || isObject(options.consent),
    'must be an object: { required: true }.',
  );
  const { cookie = 'twinbeam_consent', required = false } = isObject(options?.consent) ? options.consent : {};
  check('consent.cookie', /^[\w-]{1,64}$/.test(cookie), "must be the name of a cookie, such as 'twinbeam_consent'.");
  check('consent.required', isFlag(required), 'must be true or false.');

  const {
    origins = [],
    maxBytes = 262_144,
    maxMessages = 100,
  } = (isObject(options?.collect) ? options.collect : {}) as NonNullable<TwinbeamOptions['collect']>;
  check(
    'collect.origins',
    Array.isArray(origins) && origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
    "must be a list of origins, without path, such as ['https://checkout.example.com'].",
  );
  check('collect.maxBytes', isPositive(maxBytes), 'must be a number of bytes over 0.');
  check('collect.maxMessages', isPositive(maxMessages), 'must be a number over 0.');

  if (problems.length > 0) throw new TwinbeamOptionsError(problems);
  return {
    pixels: resolved,
    graphUrl,
    graphVersion,
    pixelLibraryUrl,
    basePath,
    outbox,
    dispatch: options.dispatch ?? dispatching === 'on',
    leaseMs,
    metrics,
    cookies,
    consent: { cookie, required },
    collect: { origins, maxBytes, maxMessages },
    timeoutMs,
    logger: options.logger,
    fetch: options.fetch,
    now: options.now ?? Date.now,
  };
}

type Check = (field: string, fits: boolean, rule: string) => void;

function resolvePixel(pixel: PixelOptions, path: string, env: Env, check: Check): ResolvedPixel {
  const pixelId = (pixel.pixelId ?? env.META_PIXEL_ID) || '';
  const accessToken = (pixel.accessToken ?? env.META_ACCESS_TOKEN) || '';
  check(`${path}pixelId`, pixelId !== '', 'is missing: give the id of your pixel (digits), or set META_PIXEL_ID.');
  check(
    `${path}pixelId`,
    pixelId === '' || (isText(pixelId) && /^\d+$/.test(pixelId)),
    'must be digits, as text, as Events Manager shows it.',
  );
  check(
    `${path}accessToken`,
    accessToken !== '',
    'is missing: make one in Events Manager under Settings, Conversions API, or set META_ACCESS_TOKEN.',
  );
  check(
    `${path}accessToken`,
    accessToken === '' || isAccessToken(typeof accessToken === 'string' ? accessToken.trim() : accessToken),
    'must be text without white space, or a function that gives it.',
  );
  for (const key of ['appSecret', 'testEventCode'] as const) {
    check(`${path}${key}`, pixel[key] === undefined || isText(pixel[key]), 'must be text.');
  }
  const settings: Settings = { pixelId };
  for (const key of settingNames) {
    const value = pixel[key];
    if (value !== undefined) Object.assign(settings, { [key]: value });
  }
  for (const { field, fits, rule } of settingRules) {
    const value = settings[field];
    check(`${path}${field}`, value === undefined || fits(value), rule);
  }
  return {
    settings,
    accessToken: typeof accessToken === 'string' ? accessToken.trim() : accessToken,
    appSecret: pixel.appSecret || env.META_APP_SECRET || undefined,
    testEventCode: pixel.testEventCode || env.META_TEST_EVENT_CODE || undefined,
  };
}

/** Whether a value can be a token, or a function that fetches one. */
export const isAccessToken = (value: unknown): value is NonNullable<PixelOptions['accessToken']> =>
  typeof value === 'function' || (isText(value) && /^\S+$/.test(value));

const isListOfObjects = (value: unknown): boolean => Array.isArray(value) && value.every(isObject);
