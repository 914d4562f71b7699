import type { Message } from '@twinbeam/shared';
import * as v from 'valibot';
import { anyFunction, matching, option, optionGroup, positive, text } from './option.js';

/**
 * The request that brought a message, as passed to `collect.allow`.
 *
 * @example
 * const allow = (message: Message, { cookies }: CollectRequest) => message.event !== 'Lead' || isSignedIn(cookies.session);
 */
export interface CollectRequest {
  /** The visitor's public address, if it is known. */
  ip: string | undefined;
  /** The URL of the request. */
  url: string;
  /** Cookies by name, each value as it is in the header, not decoded. */
  cookies: Record<string, string | undefined>;
  /** Returns a header by its name, in any case. */
  header(name: string): string | undefined;
}

/**
 * Decides whether a page's message is accepted.
 *
 * @example
 * const allow: AllowMessage = (message) => message.event !== 'Order Completed';
 */
export type AllowMessage = (message: Message, request: CollectRequest) => boolean | Promise<boolean>;

/** Options of the route to which pages send. */
export const collectEntries = {
  /** Limits of `POST /twin/collect`. */
  collect: option(
    v.optional(
      optionGroup({
        /**
         * Origins of other sites that may send messages, such as `https://checkout.example.com`; the site itself always
         * may. Apps have an origin too (`capacitor://localhost`), and so do sandboxed frames and local files (`null`).
         * Default: none.
         */
        origins: option(
          v.optional(matching<string[]>(v.array(v.pipe(v.string(), v.check(isOrigin)))), () => []),
          "must be a list of origins, without path, such as ['https://checkout.example.com'].",
        ),
        /** Limit of bytes in a request. Default: 262,144. */
        maxBytes: option(v.optional(positive, 262_144), 'must be a number of bytes over 0.'),
        /** Limit of messages in a request. Default: 100. */
        maxMessages: option(v.optional(positive, 100), 'must be a number over 0.'),
        /** Time limit for the body of a request, in milliseconds. Default: 10,000. */
        timeoutMs: option(v.optional(positive, 10_000), 'must be a number of milliseconds over 0, such as 10000.'),
        /** Delay of the event loop above which requests are refused with 503, in milliseconds. Default: 200. */
        maxDelayMs: option(v.optional(positive, 200), 'must be a number of milliseconds over 0, such as 200.'),
        /** Whether messages from bots, recognised by their user agent, are accepted. Default: false. */
        bots: option(v.optional(v.boolean(), false), 'must be true or false.'),
        /**
         * Decides whether a page's message is accepted: `(message, request) => boolean`, or a promise of it. Default:
         * all are.
         */
        allow: option(v.optional(anyFunction<AllowMessage>()), 'must be a function.'),
        /**
         * Events that only server code may send, such as `['Order Completed']`: pages still call the Pixel, but their
         * server leg is skipped. Default: none.
         */
        serverOnly: option(
          v.optional(v.array(text), () => []),
          "must be a list of names of events, such as ['Order Completed'].",
        ),
        /**
         * Events that server code holds until they are confirmed, such as `['Order Completed']`: pages send them on
         * neither leg, so that an unpaid order never counts. Default: none.
         */
        held: option(
          v.optional(v.array(text), () => []),
          "must be a list of names of events, such as ['Order Completed'].",
        ),
      }),
      {},
    ),
    'must be an object, such as { origins: [] }.',
  ),
  /** Rate limits of `POST /twin/collect`, in requests per ten seconds; further requests are refused with 429. */
  rateLimit: option(
    v.optional(
      optionGroup({
        /** Whether there are rate limits. Default: true. */
        enabled: option(v.optional(v.boolean(), true), 'must be true or false.'),
        /** Requests of all visitors. Default: 30,000. */
        total: option(v.optional(positive, 30_000), 'must be a number over 0.'),
        /** Requests of one visitor: an IPv4 address, or an IPv6 network of 64 bits. Default: 1000. */
        perAddress: option(v.optional(positive, 1000), 'must be a number over 0.'),
      }),
      {},
    ),
    'must be an object, such as { perAddress: 1000 }.',
  ),
};

/** Returns whether a text is an origin as browsers send it: of a site, of an app with its own scheme, or `null`. */
function isOrigin(text: string): boolean {
  if (text === 'null') return true;
  if (!URL.canParse(text)) return false;
  const { origin, protocol, host } = new URL(text);
  // For schemes other than those of the web, the URL Standard returns the origin `null`.
  return text === (origin === 'null' ? `${protocol}//${host}` : origin);
}
