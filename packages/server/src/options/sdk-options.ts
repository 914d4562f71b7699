import * as v from 'valibot';
import { option, optionGroup, positive } from './option.js';

const sdkKey = v.pipe(v.string(), v.regex(/^[\w.~-]{1,200}$/));
const sdkKeyRule = 'must be a key of letters, digits, and the signs . _ ~ -';
export const serverKeyRule =
  'must be a secret of 16 or more letters, digits, and the signs . _ ~ -, other than writeKey.';
/** Options of the HTTP API of Segment and RudderStack. */
export const sdkEntries = {
  /**
   * Enables the HTTP API of Segment and RudderStack below `basePath`, for their libraries that use this key. It is
   * public, so their messages count as sent by pages. Default: `TWINBEAM_WRITE_KEY`; without either, there is no such
   * API for pages.
   */
  writeKey: option(v.optional(sdkKey), sdkKeyRule, { env: 'TWINBEAM_WRITE_KEY' }),
  /**
   * The secret with which such a library counts as server code. Default: `TWINBEAM_SERVER_KEY`; without either, no
   * library does.
   */
  serverKey: option(v.optional(v.pipe(sdkKey, v.minLength(16))), serverKeyRule, { env: 'TWINBEAM_SERVER_KEY' }),
  /** The HTTP API of Segment and RudderStack. */
  sdk: option(
    v.optional(
      optionGroup({
        /** Whether the API is also served at the root of the site: `POST /v1/batch`. Default: false. */
        atRoot: option(v.optional(v.boolean(), false), 'must be true or false.'),
        /** Limit of bytes in a request, after decompression. Default: 1,048,576. */
        maxBytes: option(v.optional(positive, 1_048_576), 'must be a number of bytes over 0.'),
        /** Limit of messages in a request. Default: 1000. */
        maxMessages: option(v.optional(positive, 1000), 'must be a number over 0.'),
      }),
      {},
    ),
    'must be an object, such as { atRoot: true }.',
  ),
};
