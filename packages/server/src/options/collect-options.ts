import * as v from 'valibot';
import type { AllowMessage } from '../http/collect/collect-request.js';
import { anyFunction, matching, option, optionGroup, positive, text } from './option.js';

/** Options of the route that pages send to. */
export const collectEntries = {
  /** Bounds of `POST /twin/collect`. */
  collect: option(
    v.optional(
      optionGroup({
        /**
         * Origins of other sites that may send, such as `https://checkout.example.com`; the own site always may. Those of
         * apps too (`capacitor://localhost`), and `null`, which frames in a sandbox and files have. Default: none.
         */
        origins: option(
          v.optional(matching<string[]>(v.array(v.pipe(v.string(), v.check(isOrigin)))), () => []),
          "must be a list of origins, without path, such as ['https://checkout.example.com'].",
        ),
        /** Bytes of one request. Default: 262,144. */
        maxBytes: option(v.optional(positive, 262_144), 'must be a number of bytes over 0.'),
        /** Messages of one request. Default: 100. */
        maxMessages: option(v.optional(positive, 100), 'must be a number over 0.'),
        /** Time limit for the body of a request, in milliseconds. Default: 10,000. */
        timeoutMs: option(v.optional(positive, 10_000), 'must be a number of milliseconds over 0, such as 10000.'),
        /** Delay of the event loop in milliseconds, from which requests are refused with 503. Default: 200. */
        maxDelayMs: option(v.optional(positive, 200), 'must be a number of milliseconds over 0, such as 200.'),
        /** Whether messages of bots, known by their user agent, are taken. Default: false. */
        bots: option(v.optional(v.boolean(), false), 'must be true or false.'),
        /** Decides whether a page's message is taken: `(message, request) => boolean`, or a promise of it. Default: all are. */
        allow: option(v.optional(anyFunction<AllowMessage>()), 'must be a function.'),
        /**
         * Events that only server code may send, such as `['Order Completed']`: pages still fire the Pixel, their server
         * leg is skipped. Default: none.
         */
        serverOnly: option(
          v.optional(v.array(text), () => []),
          "must be a list of names of events, such as ['Order Completed'].",
        ),
        /**
         * Events that server code holds until they are confirmed, such as `['Order Completed']`: pages send them by neither
         * leg, so that an unpaid order never counts. Default: none.
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
  /** Limits of `POST /twin/collect`, in requests within ten seconds; more are refused with 429. */
  rateLimit: option(
    v.optional(
      optionGroup({
        /** Whether there are limits. Default: true. */
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

/**
 * Returns whether a text is an origin as browsers send it: of a site, of an app with a scheme of its own, or the `null` of
 * pages without one.
 */
function isOrigin(text: string): boolean {
  if (text === 'null') return true;
  if (!URL.canParse(text)) return false;
  const { origin, protocol, host } = new URL(text);
  // Of schemes that are not the web's, the URL Standard gives no origin.
  return text === (origin === 'null' ? `${protocol}//${host}` : origin);
}
