import type { MetaEvent } from './meta.js';
import { foldName } from './value.js';

/**
 * Which products an event is about, and so which custom data it gets:
 * - `products`: the list `properties.products`;
 * - `product`: the properties themselves, or else the list;
 * - `either`: the list, or else the properties;
 * - `list`: the list, and without product ids the category;
 * - `content`: as `product` when the properties have a product id, else as `list`;
 * - `amount`: no products, only value, currency and order id;
 * - `none`: nothing but the properties.
 */
export type DataRule = 'products' | 'product' | 'either' | 'list' | 'content' | 'amount' | 'none';

/** One row of the table: a name that a message may carry, and what becomes of it. */
export interface StandardEvent {
  /** The name in messages, compared trimmed, with white space folded, in any case. */
  name: string;
  /** The event that Meta gets. */
  event: MetaEvent;
  rule: DataRule;
}

/**
 * The names with a meaning of their own, by rule: Meta's standard events
 * (https://developers.facebook.com/docs/meta-pixel/reference#standard-events), and behind `=` what the e-commerce
 * specification of RudderStack and Segment calls them. A further event is one more name.
 */
const table: Record<DataRule, string> = {
  products: 'Purchase=Order Completed,InitiateCheckout=Checkout Started',
  product: 'AddToCart=Product Added,Search=Products Searched,ViewContent=Product Viewed',
  either: 'AddToWishlist=Product Added to Wishlist,AddPaymentInfo=Payment Info Entered',
  list: 'ViewContent=Product List Viewed',
  content: 'ViewContent',
  none: 'PageView',
  amount:
    'Lead,CompleteRegistration,Contact,CustomizeProduct,Donate,FindLocation,Schedule,StartTrial,SubmitApplication,Subscribe',
};

const byName = new Map<string, StandardEvent>();
for (const [rule, events] of Object.entries(table)) {
  for (const row of events.split(',')) {
    const names = row.split('=');
    for (const name of names) {
      const event = { name, event: names[0], rule } as StandardEvent;
      byName.set(name, event).set(foldName(name), event);
    }
  }
}

/** Every name that a message may carry for one of Meta's standard events, and what becomes of it. */
export const standardEvents: readonly StandardEvent[] = /*#__PURE__*/ Array.from(
  /*#__PURE__*/ new Set(/*#__PURE__*/ byName.values()),
);

/** The row for a name, of the specification or of Meta's; undefined for a custom event. */
export const findStandardEvent = (name: string): StandardEvent | undefined =>
  byName.get(name) ?? byName.get(foldName(name));
