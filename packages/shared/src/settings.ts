import type { AnyProperties } from './base/any-properties.js';
import type { ActionSource, MessagingChannel } from './meta.js';

/**
 * The value of one custom data key that an action sets: a path into the message, or a constant.
 *
 * @example
 * const value: ActionValue = { path: 'properties.amount' };
 */
export type ActionValue = { path: string } | { value: unknown };

/**
 * A rule that turns matching messages into an event (Customer.io's "Actions").
 *
 * @example
 * const action: Action = { when: { event: 'Trial' }, event: 'StartTrial', data: { currency: { value: 'EUR' } } };
 */
export interface Action {
  /**
   * Fields of the message by dotted path, and the values that they must have. `type: 'identify'` or `'group'` matches
   * messages that make no event by themselves.
   */
  when: AnyProperties;
  /** A standard event of Meta's, a name of the e-commerce specification, or a custom name. */
  event: string;
  /**
   * Custom data by key, which override the properties; `order_id` and `event_id` determine the event id as those in the
   * properties do. Default: none.
   */
  data?: Record<string, ActionValue> | undefined;
  /**
   * Match keys with Meta's names, which override those of the message.
   *
   * @example { ph: { path: 'properties.mobile' } }
   */
  userData?: Record<string, ActionValue> | undefined;
  /**
   * Limited Data Use of the event: `[['LDU'], 1, 1000]` or `['LDU', 1, 1000]`. A limit in the message takes precedence.
   */
  dataProcessingOptions?: unknown;
  /**
   * The code of Events Manager's test view for the events of this action, instead of the pixel's code. The events count
   * like any others. The code is not sent to pages. Default: the pixel's code.
   *
   * @example 'TEST12345'
   */
  testEventCode?: string | undefined;
}

/**
 * A filter by event name: only these events, or all except these.
 *
 * @example
 * const filter: EventFilter = { deny: ['Password Reset Requested'] };
 */
export type EventFilter = { allow: readonly string[] } | { deny: readonly string[] };

/**
 * The rules by which messages become events: plain JSON, the same object on both legs.
 *
 * @example
 * const settings: Settings = { pixelId: '1234567890', eventMapping: { 'Trial Began': 'StartTrial' } };
 */
export interface Settings {
  /** The id of the pixel (Meta's newer name: dataset), as a string of digits. */
  pixelId: string;
  /**
   * The messages for this pixel: fields by dotted path, each with a value or a list of values, compared like names;
   * `host` is the host of the page. All must match. Other messages are skipped for this pixel, on both legs. Default:
   * all messages.
   *
   * @example { host: ['shop.de', 'www.shop.de'], 'properties.brand': 'acme' }
   */
  when?: AnyProperties | undefined;
  /** The place where conversions happen, unless the message names one. Default: `website`. */
  actionSource?: ActionSource | undefined;
  /**
   * Maps your own event names to Meta's events, names in the e-commerce specification, or custom names, each a text.
   * Default: none.
   *
   * @example { 'Trial Began': 'StartTrial' }
   */
  eventMapping?: AnyProperties | undefined;
  /** Rules that turn matching messages into events; the first matching rule applies. Default: none. */
  actions?: Action[] | undefined;
  /**
   * The events that are sent. A name is Meta's name of the event or the name in the message, compared trimmed, with
   * white space folded, in any case. Other messages are skipped on both legs. Default: all events.
   *
   * @example { deny: ['Password Reset Requested'] }
   */
  events?: EventFilter | undefined;
  /**
   * `content_type` by category, each a text. Default: `product` for all.
   *
   * @example { shoes: 'product_group' }
   */
  categoryToContentType?: AnyProperties | undefined;
  /**
   * Properties that are sent although their names stand for personal data: names, or dotted paths. Default: none.
   *
   * @example ['city']
   */
  piiAllowlist?: string[] | undefined;
  /**
   * Properties that are never sent unhashed: they are dropped or, with `hash`, replaced by their SHA-256 hash on the
   * server leg. Default: none.
   *
   * @example [{ property: 'vat', hash: true }]
   */
  piiDenylist?: { property: string; hash?: boolean | undefined }[] | undefined;
  /**
   * The currency of amounts without one: ISO 4217, in capitals. Default: `USD`; the server then warns about each such
   * amount with `currency-assumed`.
   *
   * @example 'EUR'
   */
  defaultCurrency?: string | undefined;
  /**
   * The country of people whose address has none, used to parse telephone numbers, states and postal codes: ISO 3166-1
   * alpha-2. Default: none.
   *
   * @example 'AT'
   */
  defaultCountry?: string | undefined;
  /**
   * Whether `dataProcessingOptions` of messages and of the visitor's consent are passed on to Meta. Default: false.
   * https://developers.facebook.com/docs/meta-pixel/implementation/data-processing-options
   */
  limitedDataUse?: boolean | undefined;
  /** Whether no `external_id` is sent. Default: false. */
  removeExternalId?: boolean | undefined;
  /** Whether a purchase with an order id has the event id `purchase.<order id>`. Default: true. */
  orderEventId?: boolean | undefined;
  /**
   * The chat of events whose action source is `business_messaging`, unless the message names one. Default: none.
   *
   * @example 'whatsapp'
   */
  messagingChannel?: MessagingChannel | undefined;
  /**
   * `meta` leaves automatic events and the reading of forms to the pixel's settings at Meta. Automatic events have no
   * event id and no server leg. Default: the script turns both off for a pixel that it initialises.
   */
  automaticEvents?: 'meta' | undefined;
  /**
   * Lets `fbq('track', …)` calls of other scripts on the page reach this pixel, for a site that migrates step by step;
   * these events have no server leg. Default: false, so that only the script's own events reach a pixel that it
   * initialises.
   */
  coexist?: boolean | undefined;
  /**
   * Whether website events without user agent or page URL are rejected instead of sent with a warning. Default: false.
   */
  strict?: boolean | undefined;
}
