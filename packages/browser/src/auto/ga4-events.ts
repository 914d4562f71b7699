/**
 * What an event is about, and so where its items go:
 * - `product`: one item is the properties themselves, several are `products`; what they cost is its value;
 * - `products`: `products`; what they cost is its value;
 * - `list`: `products`, which cost nothing yet;
 * - `none`: no items.
 */
type ItemRule = 'product' | 'products' | 'list' | 'none';

/** A row of the table: the message that an event of GA4 becomes. */
export type Ga4Event = [message: string, rule: ItemRule];

/**
 * The events of GA4 (https://developers.google.com/analytics/devguides/collection/ga4/reference/events) that Meta or the
 * e-commerce specification has a word for. All others stay in the data layer.
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
 * Parameters by the property that each becomes; where two become one, the later is preferred. Only these go on: a data
 * layer also holds what a site would not tell Meta.
 */
type Names = readonly (readonly [parameter: string, property: string])[];

const parse = (names: string): Names =>
  names.split(' ').map((name) => {
    const [parameter = '', property = parameter] = name.split('=');
    return [parameter, property];
  });

export const eventParameters = /*#__PURE__*/ parse(
  'event_id value currency tax shipping coupon affiliation method transaction_id=order_id item_list_id=list_id ' +
    'search_term=query payment_type=payment_method shipping_tier=shipping_method ' +
    'promotion_id promotion_name=name creative_name=creative creative_slot=position lead_source',
);

/** Of an item; the short names are those of Universal Analytics, which many data layers still use. */
export const itemParameters = /*#__PURE__*/ parse(
  'id=product_id item_id=product_id name item_name=name brand item_brand=brand category item_category=category ' +
    'variant item_variant=variant price quantity coupon discount index=position affiliation',
);
