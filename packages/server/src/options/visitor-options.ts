import * as v from 'valibot';
import { option, optionGroup } from './option.js';

/** Options of the visitor's identity and consent. */
export const visitorEntries = {
  /**
   * Whether responses to the page's script renew the cookies `_fbp`, `_fbc` and `twinbeam_id` (`collect`: when a value
   * changes, otherwise once a day) or not (`off`). Default: `collect`.
   */
  cookies: option(v.optional(v.picklist(['collect', 'off']), 'collect'), "must be 'collect' or 'off'."),
  /**
   * Whether `req.twinbeam` knows the match keys that a page passed to `identify()` for an hour: the visitor's browser
   * stores them hashed and encrypted, in an HttpOnly cookie. Default: false.
   */
  rememberMatchKeys: option(v.optional(v.boolean(), false), 'must be true or false.'),
  /** How the server handles consent. */
  consent: option(
    v.optional(
      optionGroup({
        /** The cookie that stores the visitor's decision: `granted`, `denied` or `pending`. Default: `twinbeam_consent`. */
        cookie: option(
          v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)), 'twinbeam_consent'),
          "must be the name of a cookie, such as 'twinbeam_consent'.",
        ),
        /** Whether nothing may be sent about a visitor without a decision. Default: false. */
        required: option(v.optional(v.boolean(), false), 'must be true or false.'),
        /**
         * What Global Privacy Control (`Sec-GPC: 1`) means for a visitor who has not decided: `deny` counts as a
         * refusal, `ldu` sends with Limited Data Use (and sets `limitedDataUse`), `ignore` has no effect. Default:
         * `deny`.
         */
        gpc: option(v.optional(v.picklist(['deny', 'ldu', 'ignore']), 'deny'), "must be 'deny', 'ldu' or 'ignore'."),
        /**
         * Whether the script tells the server when a visitor withdraws consent, in one last request with the browser id,
         * so that accepted events of this visitor that still wait are not sent. Without it there is no request after a
         * refusal. Default: false.
         */
        reportWithdrawal: option(v.optional(v.boolean(), false), 'must be true or false.'),
      }),
      {},
    ),
    'must be an object: { required: true }.',
  ),
};
