/** Meta's vocabulary. https://developers.facebook.com/docs/marketing-api/conversions-api/parameters */

/** Where a conversion took place. */
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
export type ActionSource = (typeof actionSources)[number];

/** Chats in which a messaging event takes place. https://developers.facebook.com/docs/marketing-api/conversions-api/business-messaging */
export const messagingChannels = ['whatsapp', 'messenger', 'instagram'] as const;
export type MessagingChannel = (typeof messagingChannels)[number];

/** How a product reaches its buyer. */
export const deliveryCategories = ['in_store', 'curbside', 'home_delivery'] as const;
export type DeliveryCategory = (typeof deliveryCategories)[number];

/** One product of an event. */
export interface Content {
  id: string;
  quantity?: number;
  item_price?: number;
  title?: string;
  description?: string;
  brand?: string;
  category?: string;
  delivery_category?: DeliveryCategory;
}

/** What an event is about; every key but these is passed on as it came. */
export interface CustomData {
  [key: string]: unknown;
  value?: number;
  currency?: string;
  content_ids?: string[] | unknown;
  contents?: Content[] | unknown;
  content_type?: string | unknown;
  content_category?: string | unknown;
  content_name?: string | unknown;
  num_items?: number | unknown;
  search_string?: string | unknown;
  order_id?: string | unknown;
}
