/**
 * The properties of events in the e-commerce specification, for editors and compilers. Events and properties with other
 * names are sent too.
 */

type Text = string | number;

/**
 * A product, in a list or as the properties of an event.
 *
 * @example
 * const boot: Product = { product_id: 'boot', name: 'Boot', price: 49.99, quantity: 1 };
 */
export interface Product {
  /** The id of the product in the catalogue; `sku` is used if it is missing. */
  product_id?: Text;
  sku?: Text;
  name?: string;
  category?: string;
  brand?: string;
  variant?: string;
  /** The price of one item, in units of the currency: `9.5`, not cents. */
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
  /** The event id, if another leg sends the same event under it. `eventId` of `TrackOptions` takes precedence. */
  event_id?: string;
  [property: string]: unknown;
}

interface Products extends Common {
  products?: Product[];
}

interface Order extends Products {
  /** Makes the event id `purchase.<order_id>`, so that server, page and reload count as one purchase. */
  order_id?: Text;
  /** The value for Meta, in units of the currency. Meta refuses a purchase without a value. */
  revenue?: Text;
  total?: Text;
}

/**
 * The properties of each event, by its name in the e-commerce specification.
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
 * The name of an event: a name in the specification, which editors complete, or any other name.
 *
 * @example
 * const name: EventName = 'Product Added';
 */
export type EventName = keyof EventProperties | (string & {});

/**
 * The properties of the event with this name.
 *
 * @example
 * const properties: PropertiesOf<'Products Searched'> = { query: 'boots' };
 */
export type PropertiesOf<Name extends EventName> = Name extends keyof EventProperties ? EventProperties[Name] : Common;
