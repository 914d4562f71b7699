import type { FieldNames } from './rename-fields.js';

/**
 * Where the items of an event go:
 * - `product`: a single item becomes the properties themselves, several become `products`; their prices are the value;
 * - `products`: items become `products`; their prices are the value;
 * - `list`: items become `products`, without a value;
 * - `none`: no items.
 */
type ItemRule = 'product' | 'products' | 'list' | 'none';

/** A row of the table: the message that a GA4 event becomes. */
export type Ga4Event = [message: string, rule: ItemRule];

/**
 * The events of GA4 (https://developers.google.com/analytics/devguides/collection/ga4/reference/events) that Meta or the
 * e-commerce specification has a name for. Of all others only those are tracked that the settings of a pixel name.
 */
export const ga4Events: Readonly<Record<string, Ga4Event>> = /*#__PURE__*/ Object.assign(Object.create(null), {
  view_item_list: ['Product List Viewed', 'list'],
  select_item: ['Product Clicked', 'product'],
  view_item: ['Product Viewed', 'product'],
  add_to_wishlist: ['Product Added to Wishlist', 'product'],
  add_to_cart: ['Product Added', 'product'],
  remove_from_cart: ['Product Removed', 'product'],
  view_cart: ['Cart Viewed', 'products'],
  begin_checkout: ['Checkout Started', 'products'],
  add_shipping_info: ['Checkout Step Completed', 'products'],
  add_payment_info: ['Payment Info Entered', 'products'],
  purchase: ['Order Completed', 'products'],
  refund: ['Order Refunded', 'products'],
  view_promotion: ['Promotion Viewed', 'list'],
  select_promotion: ['Promotion Clicked', 'list'],
  search: ['Products Searched', 'list'],
  sign_up: ['CompleteRegistration', 'none'],
  generate_lead: ['Lead', 'none'],
} satisfies Record<string, Ga4Event>);

/**
 * Parameters of an event, by the property that each becomes. Others are left out: a data layer may also hold what a site
 * would not tell Meta.
 */
export const eventParameters: FieldNames = {
  event_id: 'event_id',
  value: 'value',
  currency: 'currency',
  tax: 'tax',
  shipping: 'shipping',
  coupon: 'coupon',
  affiliation: 'affiliation',
  method: 'method',
  transaction_id: 'order_id',
  item_list_id: 'list_id',
  search_term: 'query',
  payment_type: 'payment_method',
  shipping_tier: 'shipping_method',
  promotion_id: 'promotion_id',
  promotion_name: 'name',
  creative_name: 'creative',
  creative_slot: 'position',
  lead_source: 'lead_source',
};

/** The same of an item. The short names are those of Universal Analytics, which many data layers still use. */
export const itemParameters: FieldNames = {
  id: 'product_id',
  item_id: 'product_id',
  name: 'name',
  item_name: 'name',
  brand: 'brand',
  item_brand: 'brand',
  category: 'category',
  item_category: 'category',
  variant: 'variant',
  item_variant: 'variant',
  price: 'price',
  quantity: 'quantity',
  coupon: 'coupon',
  discount: 'discount',
  index: 'position',
  affiliation: 'affiliation',
};
