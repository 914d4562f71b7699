import { foldName } from '../base/value.js';
import type { EventProperties } from '../message/event-properties.js';

/**
 * Where the products of an event are, which decides its custom data:
 * - `products`: the list `properties.products`;
 * - `product`: the properties themselves or, without a product id there, the list;
 * - `either`: the list or, if it is empty, the properties;
 * - `list`: the list; without product ids, the category;
 * - `content`: like `product` if the properties have a product id, otherwise like `list`;
 * - `amount`: no products, only value, currency and order id;
 * - `none`: only the properties.
 */
export type DataRule = 'products' | 'product' | 'either' | 'list' | 'content' | 'amount' | 'none';

/** Names with their rules, and Meta's event if it has a different name. */
const rows = [
  ['AddPaymentInfo', 'either'],
  ['Payment Info Entered', 'either', 'AddPaymentInfo'],
  ['AddToCart', 'product'],
  ['Product Added', 'product', 'AddToCart'],
  ['AddToWishlist', 'either'],
  ['Product Added to Wishlist', 'either', 'AddToWishlist'],
  ['InitiateCheckout', 'products'],
  ['Checkout Started', 'products', 'InitiateCheckout'],
  ['Purchase', 'products'],
  ['Order Completed', 'products', 'Purchase'],
  ['Search', 'product'],
  ['Products Searched', 'product', 'Search'],
  ['ViewContent', 'content'],
  ['Product Viewed', 'product', 'ViewContent'],
  ['Product List Viewed', 'list', 'ViewContent'],
  ['PageView', 'none'],
  ['AppendAttribution', 'amount'],
  ['AppendValue', 'amount'],
  ['CompleteRegistration', 'amount'],
  ['Contact', 'amount'],
  ['CustomizeProduct', 'amount'],
  ['Donate', 'amount'],
  ['FindLocation', 'amount'],
  ['Lead', 'amount'],
  ['Schedule', 'amount'],
  ['StartTrial', 'amount'],
  ['SubmitApplication', 'amount'],
  ['Subscribe', 'amount'],
] as const satisfies readonly (readonly [name: keyof EventProperties, rule: DataRule, event?: string])[];

/** The name of one of Meta's standard events. */
export type MetaEvent = Extract<(typeof rows)[number], readonly [string, string]>[0];

/**
 * A row of `standardEvents`.
 *
 * @example
 * const row: StandardEvent = { name: 'Product Added', event: 'AddToCart', rule: 'product' };
 */
export interface StandardEvent {
  /** The name in messages, compared trimmed, with white space folded, in any case. */
  name: string;
  /** Meta's name of the event. */
  event: MetaEvent;
  /** Where the products of the event are. */
  rule: DataRule;
}

/**
 * The names with a meaning of their own: Meta's standard events
 * (https://developers.facebook.com/docs/meta-pixel/reference#standard-events), those that only a server sends (`Append…`),
 * and the names that the e-commerce specification of RudderStack and Segment has for them. A further event is one more
 * row.
 *
 * @example
 * standardEvents.filter(({ event }) => event === 'AddToCart').map(({ name }) => name); // ['AddToCart', 'Product Added']
 */
export const standardEvents: readonly StandardEvent[] = /*#__PURE__*/ rows.map(([name, rule, event]) => ({
  name,
  event: event ?? name,
  rule,
}));

const foldedNames = /*#__PURE__*/ standardEvents.map(({ name }) => foldName(name));

/** Finds the row of a name, from the specification or Meta's; returns undefined for a custom event. */
export const findStandardEvent = (name: string): StandardEvent | undefined =>
  standardEvents[foldedNames.indexOf(foldName(name))];
