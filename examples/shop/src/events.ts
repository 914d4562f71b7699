import type { Identity } from '@twinbeam/server';
import { currency, type Product } from './catalogue.js';
import { type Line, toTotal } from './session.js';

/** An order that a visitor has placed. */
export interface Order {
  id: string;
  lines: Line[];
  total: number;
  paid: boolean;
  /** The visitor who placed it, for events that happen later without one. */
  identity?: Identity;
  /** Who that is, as far as the shop knows. */
  user: { userId?: string; traits?: { email: string } };
}

/** Maps a line to a product of the e-commerce specification, alike in the browser and on the server. */
const toLineProperties = ({ product, quantity }: Line) => ({
  product_id: product.id,
  name: product.name,
  category: product.category,
  price: product.price,
  quantity,
});

/** Maps a product, as it is looked at or put into the cart, to the properties of its event. */
export const toProductProperties = (product: Product) => ({ ...toLineProperties({ product, quantity: 1 }), currency });

/** Maps a cart to the properties of a checkout. */
export const toCartProperties = (lines: Line[]) => ({
  value: toTotal(lines),
  currency,
  products: lines.map(toLineProperties),
});

/** Maps a paid order. The event id comes from its number, so server, thank-you page and reload report one purchase. */
export const toOrderProperties = (order: Order) => ({
  order_id: order.id,
  revenue: order.total,
  currency,
  products: order.lines.map(toLineProperties),
});
