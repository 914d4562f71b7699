import * as v from 'valibot';
import type { Fetch } from '../graph/http.js';
import type { BeforeSend } from '../mapping/before-send.js';
import { collectEntries } from './collect-options.js';
import { deliveryEntries, leaseRule } from './delivery-options.js';
import { monitoringEntries } from './monitoring-options.js';
import { anyFunction, httpUrl, option, optionGroup } from './option.js';
import type { PixelOptions } from './pixel-options.js';
import { sdkEntries, serverKeyRule } from './sdk-options.js';
import { visitorEntries } from './visitor-options.js';

const serverEntries = {
  /** URL from which browsers load the Pixel. Default: `META_PIXEL_LIBRARY_URL`, else Meta's. */
  pixelLibraryUrl: option(
    v.optional(httpUrl, 'https://connect.facebook.net/en_US/fbevents.js'),
    'must be an http(s) address of fbevents.js.',
    { env: 'META_PIXEL_LIBRARY_URL' },
  ),
  /**
   * URL of `/twin/ipv6` on a host name with AAAA records only. From it pages get the visitor's IPv6 address, which Meta
   * prefers, signed for a day. Default: `TWINBEAM_IPV6_URL`; without either, the address of the connection is used.
   */
  ipv6Url: option(
    v.optional(httpUrl),
    'must be an http(s) address of /twin/ipv6 on a host name with only AAAA records, such as https://ipv6.shop.example/twin/ipv6.',
    { env: 'TWINBEAM_IPV6_URL' },
  ),
  /** Path of the routes. Default: `/twin`. */
  basePath: option(
    v.optional(v.pipe(v.string(), v.regex(/^(\/[\w.~-]+)+$/)), '/twin'),
    "must be a path that begins, but does not end, with '/', such as '/twin'.",
  ),
  /**
   * Signs data that pages keep for the server; all processes need the same. Default: `TWINBEAM_SECRET`, else derived
   * from the app secret or the access token.
   */
  secret: option(v.optional(v.pipe(v.string(), v.minLength(32))), 'must be a secret of 32 or more characters.', {
    env: 'TWINBEAM_SECRET',
  }),
  /**
   * Called with each event of the server leg before it is stored: it may change the event, or drop it by returning
   * `null`. If it throws, the event is rejected and that is logged. It is not called for the browser leg. Default:
   * none.
   */
  beforeSend: option(v.optional(anyFunction<BeforeSend>()), 'must be a function.'),
  /**
   * `dry` sends nothing on either leg: everything runs, with its own outbox in memory, and the log shows each event.
   * `live` sends. Default: `TWINBEAM_MODE`, else `live`; but `dry` if neither a pixel id nor a token is given, and
   * `NODE_ENV` is `development` or `test`.
   */
  mode: option(v.optional(v.picklist(['live', 'dry']), 'live'), "must be 'live' or 'dry'.", { env: 'TWINBEAM_MODE' }),
  /** Sends the requests to Meta; for tests and proxies. Default: undici with keep-alive connections. */
  fetch: option(v.optional(anyFunction<Fetch>()), 'must be a function.'),
  /** The clock, in milliseconds since 1970; for tests. Default: `Date.now`. */
  now: option(
    v.optional(anyFunction<() => number>(), () => Date.now),
    'must be a function.',
  ),
};

const serverGroup = optionGroup({
  ...serverEntries,
  ...deliveryEntries,
  ...collectEntries,
  ...visitorEntries,
  ...sdkEntries,
  ...monitoringEntries,
});

/** The options of a whole instance. */
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

/** The options that the entries of a file declare. */
type OptionsOf<Entries extends v.ObjectEntries> = v.InferInput<v.ObjectSchema<Entries, undefined>>;

/**
 * Options of `createTwinbeam`. Missing options are read from the environment, then set to the default.
 *
 * @example
 * const options: TwinbeamOptions = { pixelId: '1234567890', accessToken: process.env.TOKEN, outbox: 'lmdb:/var/lib/twinbeam' };
 */
export type TwinbeamOptions = PixelOptions &
  OptionsOf<typeof serverEntries> &
  OptionsOf<typeof deliveryEntries> &
  OptionsOf<typeof collectEntries> &
  OptionsOf<typeof visitorEntries> &
  OptionsOf<typeof sdkEntries> &
  OptionsOf<typeof monitoringEntries> & {
    /** Several pixels, each with its own token and settings. Default: the single pixel of the other options. */
    pixels?: PixelOptions[] | undefined;
  };
