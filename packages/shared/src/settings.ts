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
   * Fields of the message by dotted path, and the values that they must have. With `type: 'identify'` or `'group'`
   * messages become events that make none by themselves.
   */
  when: Record<string, unknown>;
  /** A standard event of Meta's, a name of the e-commerce specification, or a custom name. */
  event: string;
  /**
   * Custom data by key, over the properties; `order_id` and `event_id` make the event's id as those of properties do.
   * Default: none.
   */
  data?: Record<string, ActionValue>;
  /**
   * Match keys by Meta's names, over those of the message.
   *
   * @example { ph: { path: 'properties.mobile' } }
   */
  userData?: Record<string, ActionValue>;
  /** Limited Data Use of the event: `[['LDU'], 1, 1000]` or `['LDU', 1, 1000]`. A limit that the message names stands. */
  dataProcessingOptions?: unknown;
  /**
   * Code of Events Manager's test view for the events of this action, before that of the pixel. They count as any other.
   * Pages do not get it. Default: that of the pixel.
   *
   * @example 'TEST12345'
   */
  testEventCode?: string;
}

/**
 * Events by name: none but these, or all but these.
 *
 * @example
 * const filter: EventFilter = { deny: ['Password Reset Requested'] };
 */
export type EventFilter = { allow: readonly string[] } | { deny: readonly string[] };

/**
 * Rules by which messages become events: plain JSON, the same object on both legs.
 *
 * @example
 * const settings: Settings = { pixelId: '1234567890', eventMapping: { 'Trial Began': 'StartTrial' } };
 */
export interface Settings {
  /** Id of the pixel (Meta's newer name: dataset), digits as text. */
  pixelId: string;
  /**
   * Messages that this pixel takes: fields by dotted path, each with its value or a list of values, compared as names are;
   * `host` is the host of the page. All must fit. Others are skipped for this pixel, on both legs. Default: all messages.
   *
   * @example { host: ['shop.de', 'www.shop.de'], 'properties.brand': 'acme' }
   */
  when?: Record<string, unknown> | undefined;
  /** Place where conversions happen unless the message names one. Default: `website`. */
  actionSource?: ActionSource;
  /**
   * Event names of yours to events of Meta's, names of the specification, or custom names. Default: none.
   *
   * @example { 'Trial Began': 'StartTrial' }
   */
  eventMapping?: Record<string, string>;
  /** Rules that turn matching messages into events; the first that matches counts. Default: none. */
  actions?: Action[];
  /**
   * Events that are sent at all; default all. A name is the one that Meta would get or the one of the message, compared
   * trimmed, with white space folded, in any case. Messages that are left out are skipped on both legs.
   *
   * @example { deny: ['Password Reset Requested'] }
   */
  events?: EventFilter | undefined;
  /**
   * `content_type` by category. Default: `product` for all.
   *
   * @example { shoes: 'product_group' }
   */
  categoryToContentType?: Record<string, string>;
  /**
   * Properties that are sent though their name stands for personal data: names, or dotted paths. Default: none.
   *
   * @example ['city']
   */
  piiAllowlist?: string[];
  /**
   * Properties that are never sent unhashed: dropped, or with `hash` replaced by their SHA-256 on the server leg. Default:
   * none.
   *
   * @example [{ property: 'vat', hash: true }]
   */
  piiDenylist?: { property: string; hash?: boolean }[];
  /**
   * Currency of amounts without one: ISO 4217, in capitals. Default: `USD`; then the server warns of each such amount with
   * `currency-assumed`.
   *
   * @example 'EUR'
   */
  defaultCurrency?: string;
  /**
   * Country of people whose address names none, by which telephone numbers, states and postal codes are read: ISO 3166-1
   * alpha-2. Default: none.
   *
   * @example 'AT'
   */
  defaultCountry?: string;
  /**
   * Whether `dataProcessingOptions` of messages and of the visitor's consent are passed on to Meta. Default: false.
   * https://developers.facebook.com/docs/meta-pixel/implementation/data-processing-options
   */
  limitedDataUse?: boolean;
  /** Whether no `external_id` is sent. Default: false. */
  removeExternalId?: boolean;
  /** Whether a purchase with an order id has the event id `purchase.<order id>`. Default: true. */
  orderEventId?: boolean;
  /**
   * Chat of events whose action source is `business_messaging`, unless the message says. Default: none.
   *
   * @example 'whatsapp'
   */
  messagingChannel?: MessagingChannel;
  /**
   * `meta` leaves automatic events and the reading of forms to the pixel's settings at Meta. They carry no event id, and
   * the server's leg does not have them. Default: the script turns both off for a pixel that it initialises.
   */
  automaticEvents?: 'meta';
  /**
   * Lets calls of `fbq('track', …)` by other scripts of the page reach this pixel, for a site that moves over step by step;
   * they have no twin. Default false: only the script's own events reach a pixel that it initialises.
   */
  coexist?: boolean;
  /** Whether website events without user agent or page URL are rejected, instead of sent with a warning. Default: false. */
  strict?: boolean;
}
