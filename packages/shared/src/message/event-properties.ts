import type { AnyProperties, Text } from '../base/any-properties.js';

/**
 * The properties of events, for editors and compilers. Events and properties with other names are sent too. Values may
 * be null or undefined, which count as missing.
 */

/**
 * An amount, in units of the currency: `9.5`, not cents. Texts are read as people write them (`'1.234,50 €'`), so the
 * compiler takes any text; one that is not an amount is reported when the event is mapped.
 */
type Money = Text;

/**
 * A product, in a list or as the properties of an event.
 *
 * @example
 * const boot: Product = { product_id: 'boot', name: 'Boot', price: 49.99, quantity: 1 };
 */
export interface Product extends AnyProperties {
  /** The id of the product in the catalogue; `sku` is used if it is missing. */
  product_id?: Text;
  sku?: Text;
  name?: Text;
  /** A list is joined by commas. */
  category?: string | readonly string[] | null | undefined;
  brand?: Text;
  variant?: Text;
  /** The price of one item, in units of the currency: `9.5`, not cents. */
  price?: Money;
  /** Default 1. */
  quantity?: Text;
}

/** The properties that every event may have. */
interface Common extends AnyProperties {
  /** ISO 4217, such as `EUR`. Default: `defaultCurrency` of the settings. */
  currency?: string | null | undefined;
  /** In units of the currency. */
  value?: Money;
  /** The event id, if another leg sends the same event under it. `eventId` of `TrackOptions` takes precedence. */
  event_id?: Text;
}

interface Products extends Common {
  products?: readonly Product[] | null | undefined;
}

interface Order extends Products {
  /** Makes the event id `purchase.<order_id>`, so that server, page and reload count as one purchase. */
  order_id?: Text;
  /** The value for Meta, in units of the currency. Meta refuses a purchase without a value. */
  revenue?: Money;
  /** The value for Meta if `revenue`, `value` and `price` are missing. */
  total?: Money;
  /** Is passed on, like `tax`, `discount`, `coupon` and all other properties. */
  shipping?: Money | object;
  tax?: Money | object;
  discount?: Money | object;
  coupon?: Text | object;
}

/**
 * A product with Meta's names, for `contents` of an event. The names of `Product` are read too.
 *
 * @example
 * const content: ContentProperties = { id: 'boot', quantity: 1, item_price: 49.99 };
 */
export interface ContentProperties extends Product {
  /** The id of the product in the catalogue. */
  id?: Text;
  /** The price of one item, in units of the currency. */
  item_price?: Money;
  title?: string | null | undefined;
  description?: string | null | undefined;
  /** The way in which the product reaches its buyer: `in_store`, `curbside` or `home_delivery`. */
  delivery_category?: string | null | undefined;
}

/** Meta's own names. Products take precedence over `content_ids` and `contents`. */
interface OwnContents extends Common {
  /** The ids of the products in the catalogue. */
  content_ids?: readonly Text[] | null | undefined;
  contents?: readonly ContentProperties[] | null | undefined;
  /** `product`, the default, or `product_group` if the ids are those of groups. */
  content_type?: string | null | undefined;
  content_name?: Text;
  /** A list is joined by commas. */
  content_category?: Text | readonly Text[];
  /** The number of products. Default: that of the list. */
  num_items?: Text;
}

/** An event about one product, or about a list of them. */
type ProductEvent = Product & Products & OwnContents;

/** An event without products. */
interface Conversion extends Common {
  order_id?: Text;
  content_name?: Text;
  content_category?: Text | readonly Text[];
  /** The value that the customer is expected to have in all, in units of the currency. */
  predicted_ltv?: Money;
  /** The value without what it has cost, in units of the currency. */
  net_revenue?: Money;
}

/**
 * The properties of each event, by its name in the e-commerce specification or Meta's.
 *
 * @example
 * const order: EventProperties['Order Completed'] = { order_id: '1001', revenue: 99.5, currency: 'EUR' };
 */
export interface EventProperties {
  'Product List Viewed': Products & { category?: Product['category'] };
  'Product Viewed': Product & Common;
  'Products Searched': Products & { query: Text };
  'Product Added': Product & Common;
  'Product Added to Wishlist': Product & Products;
  'Checkout Started': Products & { order_id?: Text };
  'Payment Info Entered': Products & { order_id?: Text };
  'Order Completed': Order;
  AddPaymentInfo: ProductEvent & { order_id?: Text };
  AddToCart: ProductEvent;
  AddToWishlist: ProductEvent;
  InitiateCheckout: Products & OwnContents & { order_id?: Text };
  Purchase: Order & OwnContents;
  Search: ProductEvent & { search_string?: Text; query?: Text };
  ViewContent: ProductEvent;
  PageView: Common;
  AppendAttribution: Conversion;
  AppendValue: Conversion;
  CompleteRegistration: Conversion;
  Contact: Conversion;
  CustomizeProduct: Conversion;
  Donate: Conversion;
  FindLocation: Conversion;
  Lead: Conversion;
  Schedule: Conversion;
  StartTrial: Conversion;
  SubmitApplication: Conversion;
  Subscribe: Conversion;
}

/**
 * The name of an event: a name in the specification or of Meta's, which editors complete, or any other name.
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
