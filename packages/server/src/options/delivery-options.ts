import { resolve } from 'node:path';
import { isFields } from '@twinbeam/shared';
import * as v from 'valibot';
import {
  defaultOutboxUrl,
  findOutboxFolder,
  isOutboxUrl,
  type OutboxOption,
  splitOutboxUrls,
} from '../outbox/open-outbox.js';
import type { Outbox } from '../outbox/outbox.js';
import { findMissingMembers } from '../outbox/outbox-members.js';
import { httpUrl, option, optionGroup, positive } from './option.js';

const ownOutboxSchema = v.pipe(
  v.custom<Outbox>(isFields),
  v.check(
    (outbox) => findMissingMembers(outbox).length === 0,
    ({ input }) => `lacks ${findMissingMembers(input).join(', ')}: it must implement the Outbox interface.`,
  ),
);
const outboxUrlSchema = v.pipe(v.string(), v.check(isOutboxUrl));
const layerSchema = v.union([outboxUrlSchema, ownOutboxSchema]);
/** Returns the location of an outbox, because two texts may name the same folder. */
function toPlace(outbox: string | Outbox): string | Outbox {
  const folder = typeof outbox === 'string' ? findOutboxFolder(outbox) : undefined;
  return folder === undefined ? outbox : resolve(folder);
}
const outboxSchema = v.union([
  outboxUrlSchema,
  v.pipe(
    v.strictTuple([layerSchema, layerSchema]),
    v.check(
      ([first, second]) => toPlace(first) !== toPlace(second),
      'names one outbox twice: the second takes what the first cannot.',
    ),
  ),
  ownOutboxSchema,
]);
const toOutbox = v.pipe(
  v.string(),
  v.transform((text): OutboxOption => {
    const [first = '', second, ...more] = splitOutboxUrls(text);
    return second === undefined || more.length > 0 ? text : [first, second];
  }),
);

const onOff = v.pipe(
  v.picklist(['on', 'off'], "must be 'on' or 'off'."),
  v.transform((value) => value === 'on'),
);
const maxAgeRule = 'must be a number of milliseconds over 0, such as 7776000000.';
const toMaxAge = v.pipe(v.string(), v.regex(/^[1-9]\d*$/, maxAgeRule), v.transform(Number));

export const leaseRule =
  'must be at least twice timeoutMs, in milliseconds, such as 30000: else an event could be sent twice at once.';

/** Options of delivery to Meta: where events are stored, who sends them, and how long each step may take. */
export const deliveryEntries = {
  /** URL to which server events are sent. Default: `META_GRAPH_URL`, else `https://graph.facebook.com`. */
  graphUrl: option(
    v.optional(httpUrl, 'https://graph.facebook.com'),
    'must be an http(s) address, such as https://graph.facebook.com.',
    { env: 'META_GRAPH_URL' },
  ),
  /** Version of the Graph API. Default: `META_GRAPH_VERSION`, else `v26.0`. */
  graphVersion: option(v.optional(v.pipe(v.string(), v.regex(/^v\d+\.\d+$/)), 'v26.0'), "must look like 'v26.0'.", {
    env: 'META_GRAPH_VERSION',
  }),
  /**
   * Where accepted events are stored until Meta has confirmed them: `lmdb:PATH`, a folder on a local disk;
   * `nats://HOST:PORT,…`, a NATS JetStream that several servers share; `memory:`, lost with the process; or an outbox
   * of your own. With a list of two, the second stores what the first cannot, and hands it over later. Default:
   * `TWINBEAM_OUTBOX`, where a space separates two, else `lmdb:./.twinbeam`.
   */
  outbox: option(
    v.optional(outboxSchema, defaultOutboxUrl),
    "must be 'lmdb:PATH', 'nats://HOST:PORT', 'memory:', or an object that implements the Outbox interface; or a list of two.",
    { env: 'TWINBEAM_OUTBOX', envSchema: toOutbox },
  ),
  /** Settings for events that were set aside. */
  deadLetters: option(
    v.optional(
      optionGroup({
        /**
         * How long they are kept, in milliseconds. A line is logged a day before they are deleted, and when they are.
         * Default: `TWINBEAM_DEAD_LETTERS_MAX_AGE`, else 90 days.
         */
        maxAge: option(v.optional(positive, 90 * 24 * 3_600_000), maxAgeRule, {
          env: 'TWINBEAM_DEAD_LETTERS_MAX_AGE',
          envSchema: toMaxAge,
        }),
      }),
      {},
    ),
    'must be an object, such as { maxAge: 7776000000 }.',
  ),
  /**
   * Whether this process sends the stored events; with `false`, another process does (`twinbeam dispatch`). Default:
   * true, unless `TWINBEAM_DISPATCH` is `off`.
   */
  dispatch: option(v.optional(v.boolean(), true), 'must be true or false.', {
    env: 'TWINBEAM_DISPATCH',
    envSchema: onOff,
  }),
  /**
   * Lease of events while they are sent, so that no other process sends them, in milliseconds; at least twice
   * `timeoutMs`. Default: 30,000.
   */
  leaseMs: option(v.optional(positive, 30_000), leaseRule),
  /**
   * Time limit for Meta's response, in milliseconds. It grows after timeouts, up to 10 s or half of `leaseMs`. Default:
   * 1500.
   */
  timeoutMs: option(v.optional(positive, 1500), 'must be a number of milliseconds over 0, such as 1500.'),
  /**
   * How long `track()` and `send()` wait for the outbox, in milliseconds; after that the status is `unavailable`. While
   * the outbox does not respond, later calls wait 100 ms. Default: 2000.
   */
  storeTimeoutMs: option(v.optional(positive, 2000), 'must be a number of milliseconds over 0, such as 2000.'),
};
