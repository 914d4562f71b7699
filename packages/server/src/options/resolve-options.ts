import { type Fields, isFields, type Settings } from '@twinbeam/shared';
import * as v from 'valibot';
import { findEntries, readDetails } from './option.js';
import { createParser } from './option-parser.js';
import { serverSchema, type TwinbeamOptions } from './options.js';
import { TwinbeamOptionsError } from './options-error.js';
import { type AccessToken, type MessageFilter, pixelSchema } from './pixel-options.js';
import { readPixelsFromEnv } from './pixels-from-env.js';

/** A pixel with checked options. */
export interface ResolvedPixel {
  settings: Settings;
  /** Selects messages on the server only; such a pixel is not in pages. */
  filter?: MessageFilter;
  accessToken: AccessToken;
  appSecret: string | undefined;
  testEventCode: string | undefined;
}

/** Checked options, with every default filled in. */
export type ResolvedOptions = v.InferOutput<typeof serverSchema> & {
  pixels: ResolvedPixel[];
  /** Whether neither a pixel id nor a token was given. */
  isUnconfigured: boolean;
};

type Env = Record<string, string | undefined>;

/**
 * Checks options, and fills in values from the environment and defaults. Throws a `TwinbeamOptionsError` that lists
 * every problem.
 */
export function resolveOptions(options: TwinbeamOptions = {}, env: Env = process.env): ResolvedOptions {
  if (!isFields(options)) {
    throw new TwinbeamOptionsError(['options must be an object, such as { pixelId, accessToken }.']);
  }
  const isUnconfigured = hasNoPixel(options, env);
  const isDry = isDryRun(options.mode ?? env.TWINBEAM_MODE, isUnconfigured, env);
  const problems: string[] = [];
  const { pixels, ...others } = isDry ? fillForDryRun(options, env) : options;
  const isPixelOption = ([name]: [string, unknown]): boolean => Object.hasOwn(pixelSchema.entries, name);
  const singlePixel = Object.fromEntries(Object.entries(others).filter(isPixelOption));
  const serverOptions = Object.fromEntries(Object.entries(others).filter((entry) => !isPixelOption(entry)));
  // Options that the caller sets for all pixels apply to those of the environment too.
  const ofEnv = isDry || namesPixel(options) ? undefined : readPixelsFromEnv(env, problems);
  const list: unknown = pixels ?? ofEnv?.map((pixel) => ({ ...singlePixel, ...pixel }));

  problems.push(...checkPixelList(list, ofEnv ? [] : Object.keys(singlePixel)));
  const parse = createParser(problems, [pixelSchema, serverSchema]);
  const parsedPixels =
    list === undefined
      ? [parse(pixelSchema, fillFromEnv(pixelSchema, singlePixel, env, problems))]
      : toList(list).map((pixel, index) => parse(pixelSchema, pixel, `pixels[${index}].`));
  const server = parse(serverSchema, fillFromEnv(serverSchema, serverOptions, env, problems));

  if (problems.length > 0 || !server) throw new TwinbeamOptionsError(problems);
  // Without this setting, Limited Data Use would not be passed on.
  const forced = server.consent.gpc === 'ldu' ? { limitedDataUse: true } : {};
  // The outbox of the live mode is not opened, so its events are not sent, and none are added.
  const dry = isDry ? ({ mode: 'dry', outbox: 'memory:', dispatch: true } as const) : {};
  return {
    ...server,
    ...dry,
    isUnconfigured,
    pixels: parsedPixels.flatMap((pixel) => (pixel ? [toResolvedPixel({ ...pixel, ...forced })] : [])),
  };
}

const namesPixel = ({ pixels, pixelId, accessToken }: TwinbeamOptions): boolean =>
  Boolean(pixels || pixelId || accessToken);

const hasNoPixel = (options: TwinbeamOptions, env: Env): boolean =>
  !namesPixel(options) && !env.META_PIXEL_ID && !env.META_ACCESS_TOKEN && !env.TWINBEAM_PIXELS;

/** Returns whether this is a dry run: by its mode or, in development and tests, without a pixel id and a token. */
const isDryRun = (mode: unknown, isUnconfigured: boolean, { NODE_ENV = '' }: Env): boolean =>
  mode === 'dry' || (!mode && isUnconfigured && ['development', 'test'].includes(NODE_ENV));

/** Fills in placeholders for missing pixel ids and tokens, because a dry run sends nothing. */
function fillForDryRun(options: TwinbeamOptions, env: Env): TwinbeamOptions {
  const standIn = { pixelId: '0', accessToken: 'dry' };
  if (options.pixels !== undefined) {
    const { pixels } = options;
    return { ...options, pixels: Array.isArray(pixels) ? pixels.map((pixel) => ({ ...standIn, ...pixel })) : pixels };
  }
  const pixelId = options.pixelId || env.META_PIXEL_ID || standIn.pixelId;
  return { ...options, pixelId, accessToken: options.accessToken || env.META_ACCESS_TOKEN || standIn.accessToken };
}

const toList = (list: unknown): Fields[] => (Array.isArray(list) ? list.filter(isFields) : []);

/** Checks that `pixels` is a list, and that there are no options of a single pixel beside it. */
function checkPixelList(list: unknown, singleNames: readonly string[]): string[] {
  if (list === undefined) return [];
  if (!Array.isArray(list) || !list.every(isFields)) {
    return ['pixels must be a list: [{ pixelId, accessToken }].'];
  }
  const problems: string[] = [];
  if (list.length === 0) {
    problems.push('pixels is empty: name at least one pixel, or leave it out and give pixelId and accessToken.');
  }
  if (singleNames.length > 0) {
    problems.push(`pixels is given together with ${singleNames.join(', ')}: put these into each of the pixels.`);
  }
  const ids = list.map(({ pixelId }) => pixelId).filter((pixelId) => pixelId !== undefined);
  if (new Set(ids).size < ids.length) problems.push('pixels names one pixel twice: give each pixelId once.');
  return problems;
}

/** Fills in options that the caller left out from the environment. An empty variable counts as missing. */
function fillFromEnv(schema: v.GenericSchema, given: Fields, env: Env, problems: string[]): Fields {
  // From the caller, null and undefined mean that there is no value.
  const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null));
  for (const [name, entry] of Object.entries(findEntries(schema) ?? {})) {
    if (findEntries(entry)) {
      const { [name]: ofCaller = {} } = filled;
      // The schema reports a value that is not a group.
      if (!isFields(ofCaller)) continue;
      const group = fillFromEnv(entry, ofCaller, env, problems);
      // A group without any values is left out, because its options may have no defaults.
      if (Object.keys(group).length > 0) filled[name] = group;
      continue;
    }
    const { env: variable = '', envSchema = v.string() } = readDetails(entry);
    const text = env[variable];
    if (!text || filled[name] !== undefined) continue;
    const { success, output, issues } = v.safeParse(envSchema, text);
    if (success) filled[name] = output;
    else problems.push(`${variable} ${issues[0].message}`);
  }
  return filled;
}

function toResolvedPixel(pixel: v.InferOutput<typeof pixelSchema>): ResolvedPixel {
  const { accessToken, appSecret, testEventCode, when, ...rest } = pixel;
  const secrets = { accessToken, appSecret, testEventCode };
  if (typeof when === 'function') return { settings: rest, filter: when, ...secrets };
  return { settings: when ? { ...rest, when } : rest, ...secrets };
}
