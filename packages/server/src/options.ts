import { actionSources, type Settings } from '@twinbeam/shared';
import type { Fetch } from './graph/http.js';
import type { Logger } from './logger.js';
import type { Outbox } from './outbox/outbox.js';

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
  /** Where accepted events wait: `memory:`, or an outbox of your own. Default `TWINBEAM_OUTBOX`, then `memory:`. */
  outbox?: string | Outbox;
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
  extends Required<Omit<TwinbeamOptions, keyof PixelOptions | 'fetch' | 'logger' | 'pixels'>> {
  pixels: ResolvedPixel[];
  collect: Required<NonNullable<TwinbeamOptions['collect']>>;
  logger: Logger | undefined;
  fetch: Fetch | undefined;
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

type Env = Record<string, string | undefined>;

/** Checks options and fills in what the environment and the defaults say. Throws `TwinbeamOptionsError`. */
export function resolveOptions(options: TwinbeamOptions, env: Env = process.env): ResolvedOptions {
  const problems: string[] = [];
  const { pixels, ...single } = options;
  const given = pixels ?? [single];
  const check = (field: string, fits: boolean, rule: string) => {
    if (!fits) problems.push(`${field} ${rule}`);
  };

  check(
    'pixels',
    given.length > 0,
    'is empty: name at least one pixel, or leave it out and give pixelId and accessToken.',
  );
  const resolved = given.map((pixel, index) =>
    resolvePixel(pixel, pixels ? `pixels[${index}].` : '', pixels ? {} : env, check),
  );
  const beside = pixels ? Object.keys(single).filter((key) => pixelOnly.includes(key)) : [];
  check('pixels', beside.length === 0, `stands beside ${beside.join(', ')}: put these into each of the pixels.`);
  const ids = resolved.map(({ settings }) => settings.pixelId);
  check('pixels', new Set(ids).size === ids.length, 'names one pixel twice: give each pixelId once.');

  const graphUrl = options.graphUrl ?? env.META_GRAPH_URL ?? 'https://graph.facebook.com';
  const pixelLibraryUrl =
    options.pixelLibraryUrl ?? env.META_PIXEL_LIBRARY_URL ?? 'https://connect.facebook.net/en_US/fbevents.js';
  const graphVersion = options.graphVersion ?? 'v26.0';
  const basePath = options.basePath ?? '/twin';
  const outbox = options.outbox ?? env.TWINBEAM_OUTBOX ?? 'memory:';
  const timeoutMs = options.timeoutMs ?? 1500;
  const cookies = options.cookies ?? 'collect';
  check('graphUrl', isHttpUrl(graphUrl), 'must be an http(s) address, such as https://graph.facebook.com.');
  check('pixelLibraryUrl', isHttpUrl(pixelLibraryUrl), 'must be an http(s) address of fbevents.js.');
  check('graphVersion', /^v\d+\.\d+$/.test(graphVersion), "must look like 'v26.0'.");
  check(
    'basePath',
    /^(\/[\w.~-]+)+$/.test(basePath),
    "must be a path that begins, but does not end, with '/', such as '/twin'.",
  );
  check('outbox', typeof outbox !== 'string' || outbox === 'memory:', "must be 'memory:' or an outbox object.");
  check('timeoutMs', isPositive(timeoutMs), 'must be a number of milliseconds over 0, such as 1500.');
  check('cookies', cookies === 'collect' || cookies === 'off', "must be 'collect' or 'off'.");

  const { origins = [], maxBytes = 262_144, maxMessages = 100 } = options.collect ?? {};
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
    cookies,
    collect: { origins, maxBytes, maxMessages },
    timeoutMs,
    logger: options.logger,
    fetch: options.fetch,
    now: options.now ?? Date.now,
  };
}

type Check = (field: string, fits: boolean, rule: string) => void;

function resolvePixel(pixel: PixelOptions, path: string, env: Env, check: Check): ResolvedPixel {
  const pixelId = pixel.pixelId ?? env.META_PIXEL_ID ?? '';
  const accessToken = pixel.accessToken ?? env.META_ACCESS_TOKEN ?? '';
  check(`${path}pixelId`, isText(pixelId), 'is missing: give the id of your pixel (digits), or set META_PIXEL_ID.');
  check(
    `${path}pixelId`,
    !isText(pixelId) || /^\d+$/.test(pixelId),
    'must be digits, as text, as Events Manager shows it.',
  );
  check(
    `${path}accessToken`,
    typeof accessToken === 'function' || (typeof accessToken === 'string' && /^\S+$/.test(accessToken.trim())),
    'is missing: make one in Events Manager under Settings, Conversions API, or set META_ACCESS_TOKEN.',
  );
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
    appSecret: pixel.appSecret ?? env.META_APP_SECRET,
    testEventCode: pixel.testEventCode ?? env.META_TEST_EVENT_CODE,
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0 && Number.isFinite(value);
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isActionData = (data: unknown): boolean =>
  data === undefined ||
  (isObject(data) &&
    Object.values(data).every(
      (source) => isObject(source) && ('value' in source || typeof (source as { path?: unknown }).path === 'string'),
    ));
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isTextMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);
const isHttpUrl = (value: unknown): boolean =>
  typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const flagRule = 'must be true or false.';

const settingRules: { field: keyof Settings; fits(value: unknown): boolean; rule: string }[] = [
  {
    field: 'actionSource',
    fits: (value) => actionSources.includes(value as (typeof actionSources)[number]),
    rule: `must be one of ${actionSources.join(', ')}.`,
  },
  { field: 'eventMapping', fits: isTextMap, rule: "must map names to names: {'Trial Began': 'StartTrial'}." },
  {
    field: 'actions',
    fits: (value) =>
      Array.isArray(value) &&
      value.every((action) => isText(action?.event) && isObject(action.when) && isActionData(action.data)),
    rule: "must be a list of {when, event, data}: [{when: {event: 'Trial'}, event: 'StartTrial', data: {value: {path: 'properties.amount'}, currency: {value: 'EUR'}}}].",
  },
  { field: 'categoryToContentType', fits: isTextMap, rule: "must map categories to types: {shoes: 'product_group'}." },
  {
    field: 'piiAllowlist',
    fits: (value) => Array.isArray(value) && value.every(isText),
    rule: "must be a list of names: ['city'].",
  },
  {
    field: 'piiDenylist',
    fits: (value) => Array.isArray(value) && value.every((entry) => isText(entry?.property)),
    rule: "must be a list of {property, hash}: [{property: 'vat', hash: true}].",
  },
  {
    field: 'defaultCurrency',
    fits: (value) => typeof value === 'string' && /^[A-Z]{3}$/.test(value),
    rule: "must be an ISO 4217 code in capitals, such as 'EUR'.",
  },
  {
    field: 'defaultCountry',
    fits: (value) => typeof value === 'string' && /^[A-Za-z]{2}$/.test(value),
    rule: "must be an ISO 3166-1 code of two letters, such as 'DE'.",
  },
  { field: 'limitedDataUse', fits: isFlag, rule: flagRule },
  { field: 'removeExternalId', fits: isFlag, rule: flagRule },
  { field: 'orderEventId', fits: isFlag, rule: flagRule },
  { field: 'strict', fits: isFlag, rule: flagRule },
];
const settingNames = settingRules.map(({ field }) => field);
const pixelOnly: string[] = [...settingNames, 'pixelId', 'accessToken', 'appSecret', 'testEventCode'];
