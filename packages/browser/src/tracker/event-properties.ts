/**
 * The properties of events by the e-commerce specification, for editors and compilers. Events and properties of any other
 * name are sent as well.
 */

type Text = string | number;

/**
 * A product, in a list or as the properties of an event.
 *
 * @example
 * const boot: Product = { product_id: 'boot', name: 'Boot', price: 49.99, quantity: 1 };
 */
export interface Product {
  /** The id of the product in the catalogue; without it `sku`. */
  product_id?: Text;
  sku?: Text;
  name?: string;
  category?: string;
  brand?: string;
  variant?: string;
  /** The price of one piece, in units of the currency: `9.5`, not cents. */
  price?: Text;
  /** Default 1. */
  quantity?: Text;
  [property: string]: unknown;
}

/** The properties that every event may have. */
export interface Common {
  /** ISO 4217, such as `EUR`. Default: `defaultCurrency` of the settings. */
  currency?: string;
  /** In units of the currency. */
  value?: Text;
  /** The event id, if another leg sends the same event under it. `eventId` of `TrackOptions` beats it. */
  event_id?: string;
  [property: string]: unknown;
}

interface Products extends Common {
  products?: Product[];
}

interface Order extends Products {
  /** Makes the event id `purchase.<order_id>`, so that server, page and reload count as one purchase. */
  order_id?: Text;
  /** The value that Meta gets, which refuses a purchase without one; in units of the currency. */
  revenue?: Text;
  total?: Text;
}

/**
 * The properties of events, by the event's name in the e-commerce specification.
 *
 * @example
 * const order: EventProperties['Order Completed'] = { order_id: '1001', revenue: 99.5, currency: 'EUR' };
 */
export interface EventProperties {
  'Product List Viewed': Products & { category?: string };
  'Product Viewed': Product & Common;
  'Products Searched': Products & { query: Text };
  'Product Added': Product & Common;
  'Product Added to Wishlist': Product & Products;
  'Checkout Started': Products & { order_id?: Text };
  'Payment Info Entered': Products & { order_id?: Text };
  'Order Completed': Order;
}

/**
 * The name of an event: one of the specification, which editors complete, or any other.
 *
 * @example
 * const name: EventName = 'Product Added';
 */
export type EventName = keyof EventProperties | (string & {});

/**
 * The properties of an event of this name.
 *
 * @example
 * const properties: PropertiesOf<'Products Searched'> = { query: 'boots' };
 */
export type PropertiesOf<Name extends EventName> = Name extends keyof EventProperties ? EventProperties[Name] : Common;
