import type { Message, Settings } from '@twinbeam/shared';
import * as v from 'valibot';
import { anyFunction, option, optionGroup, plainObject, text } from './option.js';
import { settingEntries } from './setting-schema.js';

/**
 * The Conversions API token, or a function that returns the current one and is called for each request.
 *
 * @example
 * const accessToken: AccessToken = () => vault.read('meta-token');
 */
export type AccessToken = string | (() => string | Promise<string>);

/**
 * Decides on the server whether a pixel takes a message. If it throws, the pixel does not take the message.
 *
 * @example
 * const when: MessageFilter = ({ properties }) => brands.has(properties?.brand);
 */
export type MessageFilter = (message: Message) => boolean;

/** Checks the token of an option: missing, malformed or usable. */
export const accessTokenSchema = v.union([
  anyFunction<() => string | Promise<string>>(),
  v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty('is missing: create one in Events Manager under Settings, Conversions API, or set META_ACCESS_TOKEN.'),
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
        v.nonEmpty('is missing: set it to the id of your pixel (digits), or set META_PIXEL_ID.'),
        v.regex(/^\d+$/),
      ),
      '',
    ),
    'must be digits, as text, as Events Manager shows it.',
    { env: 'META_PIXEL_ID' },
  ),
  /** The Conversions API token, or a function that returns the current one. Default: `META_ACCESS_TOKEN`. */
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

/** The options of one pixel. */
export const pixelSchema = optionGroup({
  pixelId,
  ...settingEntries,
  ...secretEntries,
  when: option(
    v.exactOptional(v.union([anyFunction<MessageFilter>(), plainObject])),
    "must be paths and values, such as {host: ['shop.de', 'www.shop.de']}, or a function.",
  ),
});

/**
 * Options of one pixel: its settings, which the browser gets too, and its secrets, which it does not get.
 *
 * @example
 * const pixel: PixelOptions = { pixelId: '1234567890', accessToken: process.env.TOKEN, defaultCurrency: 'EUR' };
 */
export type PixelOptions = Partial<Omit<Settings, 'pixelId' | 'when'>> &
  v.InferInput<typeof credentialGroup> & {
    /**
     * Messages that this pixel takes: paths and values, for both legs; or a function, for the server only, and then
     * pages do not load the pixel. Default: all messages.
     */
    when?: Settings['when'] | MessageFilter;
  };
