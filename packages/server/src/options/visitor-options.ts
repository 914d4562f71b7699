import * as v from 'valibot';
import { option, optionGroup } from './option.js';

/** Options of what is known of a visitor, and of the consent to it. */
export const visitorEntries = {
  /**
   * Whether responses to the page's script renew the cookies `_fbp`, `_fbc` and `twinbeam_id` (`collect`: when a value changes,
   * else once a day) or not (`off`). Default: `collect`.
   */
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
};
