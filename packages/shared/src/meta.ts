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
 * Place where a conversion happened.
 *
 * @example
 * const actionSource: ActionSource = 'physical_store';
 */
export type ActionSource = (typeof actionSources)[number];

/** Chats in which a messaging event takes place. https://developers.facebook.com/docs/marketing-api/conversions-api/business-messaging */
export const messagingChannels = ['whatsapp', 'messenger', 'instagram'] as const;
/**
 * Chat in which a messaging event happened.
 *
 * @example
 * const channel: MessagingChannel = 'whatsapp';
 */
export type MessagingChannel = (typeof messagingChannels)[number];

/** Ways by which a product reaches its buyer. */
export const deliveryCategories = ['in_store', 'curbside', 'home_delivery'] as const;
/** Way by which a product reaches its buyer. */
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
 * Custom data of an event. Keys of unknown type are text, a number or a list where the mapper makes them; what a caller or
 * `beforeSend` sets there is passed on as it came, as is every other key.
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
  /** Ids of the products, a list of texts. */
  content_ids?: unknown;
  /** The products, a list of `{ id, quantity, item_price, … }`. */
  contents?: unknown;
  /** `product`, or `product_group` where the ids are those of groups. */
  content_type?: unknown;
  content_category?: unknown;
  content_name?: unknown;
  /** Number of products. */
  num_items?: unknown;
  search_string?: unknown;
  order_id?: unknown;
}
