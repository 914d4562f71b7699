/** Meta's vocabulary. https://developers.facebook.com/docs/marketing-api/conversions-api/parameters */

/** Places where a conversion can happen. */
export const actionSources = [
  'website',
  'app',
  'email',
  'phone_call',
  'chat',
  'physical_store',
  'system_generated',
  'business_messaging',
  'other',
] as const;
/**
 * The place where a conversion happened.
 *
 * @example
 * const actionSource: ActionSource = 'physical_store';
 */
export type ActionSource = (typeof actionSources)[number];

/**
 * The chats of messaging events. https://developers.facebook.com/docs/marketing-api/conversions-api/business-messaging
 */
export const messagingChannels = ['whatsapp', 'messenger', 'instagram'] as const;
/**
 * The chat in which a messaging event happened.
 *
 * @example
 * const channel: MessagingChannel = 'whatsapp';
 */
export type MessagingChannel = (typeof messagingChannels)[number];

/** The ways in which a product reaches its buyer. */
export const deliveryCategories = ['in_store', 'curbside', 'home_delivery'] as const;
/** The way in which a product reaches its buyer. */
export type DeliveryCategory = (typeof deliveryCategories)[number];

/** One product of an event. */
export interface Content {
  id: string;
  quantity?: number;
  /** In units of the currency. */
  item_price?: number;
  title?: string;
  description?: string;
  brand?: string;
  category?: string;
  delivery_category?: DeliveryCategory;
}

/**
 * The custom data of an event. Keys of type `unknown` are strings, numbers or lists if the mapper sets them. Values
 * that a caller or `beforeSend` sets there are passed on unchanged, and so is every other key.
 *
 * @example
 * const data: CustomData = { value: 9.5, currency: 'EUR', content_ids: ['boot'] };
 */
export interface CustomData {
  [key: string]: unknown;
  /** In units of the currency. */
  value?: number;
  /** ISO 4217. */
  currency?: string;
  /** The ids of the products, a list of strings. */
  content_ids?: unknown;
  /** The products, a list of `{ id, quantity, item_price, … }`. */
  contents?: unknown;
  /** `product`, or `product_group` if the ids are those of groups. */
  content_type?: unknown;
  content_category?: unknown;
  content_name?: unknown;
  /** The number of products. */
  num_items?: unknown;
  search_string?: unknown;
  order_id?: unknown;
}
