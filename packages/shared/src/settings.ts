import type { ActionSource, MessagingChannel } from './meta.js';

/** The value of one custom data key that an action sets: a path into the message, or a constant. */
export type ActionValue = { path: string } | { value: unknown };

/** A rule that turns matching messages into an event (Customer.io's "Actions"). */
export interface Action {
  /** Fields of the message by dotted path, and the values that they must have. */
  when: Record<string, unknown>;
  /** A standard event of Meta's, a name of the e-commerce specification, or a custom name. */
  event: string;
  data?: Record<string, ActionValue>;
}

/**
 * How messages become events: plain JSON, the same object on both legs.
 *
 * @example
 * const settings: Settings = { pixelId: '1234567890', eventMapping: { 'Trial Began': 'StartTrial' } };
 */
export interface Settings {
  /** Id of the pixel (Meta's newer name: dataset). */
  pixelId: string;
  /** Where conversions take place unless the message says; default `website`. */
  actionSource?: ActionSource;
  /** Event names of yours to events of Meta's, names of the specification, or custom names. */
  eventMapping?: Record<string, string>;
  actions?: Action[];
  /** `content_type` by category. */
  categoryToContentType?: Record<string, string>;
  /** Properties that are sent though their name stands for personal data. */
  piiAllowlist?: string[];
  /** Properties that are never sent in clear: dropped, or with `hash` replaced by their SHA-256 on the server leg. */
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
  /** Reject website events without user agent or address, instead of warning. */
  strict?: boolean;
}
