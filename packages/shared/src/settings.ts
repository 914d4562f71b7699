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

/** Events by name: none but these, or all but these. */
export type EventFilter = { allow: readonly string[] } | { deny: readonly string[] };

/**
 * Rules by which messages become events: plain JSON, the same object on both legs.
 *
 * @example
 * const settings: Settings = { pixelId: '1234567890', eventMapping: { 'Trial Began': 'StartTrial' } };
 */
export interface Settings {
  /** Id of the pixel (Meta's newer name: dataset). */
  pixelId: string;
  /**
   * Messages that this pixel takes: fields by dotted path, each with its value or a list of values, compared as names are;
   * `host` is the host of the page. All must fit. Others are skipped for this pixel, on both legs. Default: all messages.
   *
   * @example { host: ['shop.de', 'www.shop.de'], 'properties.brand': 'acme' }
   */
  when?: Record<string, unknown> | undefined;
  /** Place where conversions happen unless the message names one; default `website`. */
  actionSource?: ActionSource;
  /** Event names of yours to events of Meta's, names of the specification, or custom names. */
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
  /** `content_type` by category. */
  categoryToContentType?: Record<string, string>;
  /** Properties that are sent though their name stands for personal data. */
  piiAllowlist?: string[];
  /** Properties that are never sent unhashed: dropped, or with `hash` replaced by their SHA-256 on the server leg. */
  piiDenylist?: { property: string; hash?: boolean }[];
  /** ISO 4217; default `USD`. */
  defaultCurrency?: string;
  /** ISO 3166-1 alpha-2, for telephone numbers without country code. */
  defaultCountry?: string;
  /** Pass on `dataProcessingOptions` of the messages. */
  limitedDataUse?: boolean;
  /** Send no `external_id`. */
  removeExternalId?: boolean;
  /** A purchase with an order id has the event id `purchase.<order id>`; default true. */
  orderEventId?: boolean;
  /**
   * Chat of events whose action source is `business_messaging`, unless the message says; no default.
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
  /** Reject website events without user agent or address, instead of warning. */
  strict?: boolean;
}
