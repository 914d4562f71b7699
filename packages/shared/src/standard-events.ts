import { foldName } from './value.js';

/**
 * Products that an event is about, and so the custom data that it gets:
 * - `products`: the list `properties.products`;
 * - `product`: the properties themselves, or else the list;
 * - `either`: the list, or else the properties;
 * - `list`: the list, and without product ids the category;
 * - `content`: as `product` when the properties have a product id, else as `list`;
 * - `amount`: no products, only value, currency and order id;
 * - `none`: nothing but the properties.
 */
export type DataRule = 'products' | 'product' | 'either' | 'list' | 'content' | 'amount' | 'none';

/**
 * The names with a meaning of their own: Meta's standard events
 * (https://developers.facebook.com/docs/meta-pixel/reference#standard-events), `AppendValue`, which only a server sends,
 * and the names that the e-commerce specification of RudderStack and Segment has for them. A further event is one more
 * row.
 *
 * @example
 * standardEvents.filter(({ event }) => event === 'AddToCart').map(({ name }) => name); // ['AddToCart', 'Product Added']
 */
export const standardEvents = [
  { name: 'AddPaymentInfo', event: 'AddPaymentInfo', rule: 'either' },
  { name: 'Payment Info Entered', event: 'AddPaymentInfo', rule: 'either' },
  { name: 'AddToCart', event: 'AddToCart', rule: 'product' },
  { name: 'Product Added', event: 'AddToCart', rule: 'product' },
  { name: 'AddToWishlist', event: 'AddToWishlist', rule: 'either' },
  { name: 'Product Added to Wishlist', event: 'AddToWishlist', rule: 'either' },
  { name: 'InitiateCheckout', event: 'InitiateCheckout', rule: 'products' },
  { name: 'Checkout Started', event: 'InitiateCheckout', rule: 'products' },
  { name: 'Purchase', event: 'Purchase', rule: 'products' },
  { name: 'Order Completed', event: 'Purchase', rule: 'products' },
  { name: 'Search', event: 'Search', rule: 'product' },
  { name: 'Products Searched', event: 'Search', rule: 'product' },
  { name: 'ViewContent', event: 'ViewContent', rule: 'content' },
  { name: 'Product Viewed', event: 'ViewContent', rule: 'product' },
  { name: 'Product List Viewed', event: 'ViewContent', rule: 'list' },
  { name: 'PageView', event: 'PageView', rule: 'none' },
  { name: 'AppendValue', event: 'AppendValue', rule: 'amount' },
  { name: 'CompleteRegistration', event: 'CompleteRegistration', rule: 'amount' },
  { name: 'Contact', event: 'Contact', rule: 'amount' },
  { name: 'CustomizeProduct', event: 'CustomizeProduct', rule: 'amount' },
  { name: 'Donate', event: 'Donate', rule: 'amount' },
  { name: 'FindLocation', event: 'FindLocation', rule: 'amount' },
  { name: 'Lead', event: 'Lead', rule: 'amount' },
  { name: 'Schedule', event: 'Schedule', rule: 'amount' },
  { name: 'StartTrial', event: 'StartTrial', rule: 'amount' },
  { name: 'SubmitApplication', event: 'SubmitApplication', rule: 'amount' },
  { name: 'Subscribe', event: 'Subscribe', rule: 'amount' },
] as const satisfies readonly { name: string; event: string; rule: DataRule }[];

/** Name of one of Meta's standard events. */
export type MetaEvent = (typeof standardEvents)[number]['event'];

/**
 * A row of `standardEvents`.
 *
 * @example
 * const row: StandardEvent = { name: 'Product Added', event: 'AddToCart', rule: 'product' };
 */
export interface StandardEvent {
  /** The name in messages, compared trimmed, with white space folded, in any case. */
  name: string;
  /** The event that Meta gets. */
  event: MetaEvent;
  /** The products that the event is about. */
  rule: DataRule;
}

const byName = /*#__PURE__*/ new Map<string, StandardEvent>(
  /*#__PURE__*/ standardEvents.flatMap((row) => [[row.name, row] as const, [foldName(row.name), row] as const]),
);

/** Finds the row for a name, of the specification or of Meta's; undefined for a custom event. */
export const findStandardEvent = (name: string): StandardEvent | undefined =>
  byName.get(name) ?? byName.get(foldName(name));
