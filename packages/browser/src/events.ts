/** What the e-commerce specification says of events, for editors and compilers; the mapper takes anything. */

type Text = string | number;

/** A product, in a list or as the properties of an event. */
export interface Product {
  product_id?: Text;
  sku?: Text;
  name?: string;
  category?: string;
  brand?: string;
  variant?: string;
  /** Of one piece. */
  price?: Text;
  quantity?: Text;
  [property: string]: unknown;
}

/** What every event may say. */
export interface Common {
  /** ISO 4217. */
  currency?: string;
  value?: Text;
  /** The id of the event, when it is known before. */
  event_id?: string;
  [property: string]: unknown;
}

interface Products extends Common {
  products?: Product[];
}

interface Order extends Products {
  /** Makes the event's id, so that server, page and reload are one purchase. */
  order_id?: Text;
  /** The amount that counts; Meta refuses a purchase without one. */
  revenue?: Text;
  total?: Text;
}

/** The properties of each event that has a meaning of its own, by its name in the specification. */
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

/** An event's name: one of the specification, which editors then complete, or any other. */
export type EventName = keyof EventProperties | (string & {});

/** What goes with an event of this name. */
export type PropertiesOf<Name extends EventName> = Name extends keyof EventProperties ? EventProperties[Name] : Common;
