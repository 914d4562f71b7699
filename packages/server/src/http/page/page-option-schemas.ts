import type { ConsentState } from '@twinbeam/shared';
import * as v from 'valibot';
import { option, optionGroup } from '../../options/option.js';
import type { ContentSecurityPolicyOptions } from './content-security-policy.js';
import type { ScriptTagOptions } from './script-tag.js';

const text = option(v.optional(v.string()), 'must be text.');
const flag = option(v.optional(v.boolean()), 'must be true or false.');

/** The options of `scriptTag`. A consent is text that the page reads, and may come from a visitor. */
export const scriptTagSchema = optionGroup({
  nonce: text,
  pageViews: option(v.optional(v.union([v.boolean(), v.literal('hash')])), "must be true, false or 'hash'."),
  pageParameters: option(v.optional(v.array(v.string())), "must be a list of names: ['q', 'page']."),
  global: text,
  consent: option(v.optional(v.custom<ConsentState>((state) => typeof state === 'string')), 'must be text.'),
  consentFrom: option(v.optional(v.picklist(['datalayer', 'tcf'])), "must be 'datalayer' or 'tcf'."),
  consentPurposes: option(v.optional(v.string()), "must be text: '1 3 4 7'."),
  consentProvider: option(v.optional(v.string()), "must be text: '89'."),
  auto: option(
    v.optional(v.array(v.picklist(['datalayer', 'user-data', 'elements']))),
    "must be a list of 'datalayer', 'user-data' and 'elements'.",
  ),
  pixel: option(v.optional(v.literal('defer')), "must be 'defer', or missing."),
  keepUser: option(v.optional(v.picklist(['session', 'local'])), "must be 'session' or 'local'."),
  debug: flag,
} satisfies Record<keyof ScriptTagOptions, v.GenericSchema>);

/** The options of `contentSecurityPolicy`. */
export const contentSecurityPolicySchema = optionGroup({
  nonce: text,
  trustedTypes: flag,
} satisfies Record<keyof ContentSecurityPolicyOptions, v.GenericSchema>);
