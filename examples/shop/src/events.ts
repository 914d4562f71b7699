import type { Identity } from '@twinbeam/server';
import { currency, type Product } from './catalogue.js';
import { type Line, toTotal } from './session.js';

/** Maps a product to the properties of the e-commerce specification, alike in the browser and on the server. */
export const toProductProperties = (product: Product, quantity = 1) => ({
  product_id: product.id,
  name: product.name,
  category: product.category,
  price: product.price,
  quantity,
  currency,
});

export const toLineProperties = (lines: Line[]) =>
  lines.map(({ product, quantity }) => ({
    product_id: product.id,
    name: product.name,
    category: product.category,
    price: product.price,
    quantity,
  }));

/** Maps a cart to the properties of a checkout. */
export const toCartProperties = (lines: Line[]) => ({
  value: toTotal(lines),
  currency,
  products: toLineProperties(lines),
});

/** Maps a paid order. The event id comes from its number, so server, thank-you page and reload report one purchase. */
export const toOrderProperties = (order: Order) => ({
  order_id: order.id,
  revenue: order.total,
  currency,
  products: toLineProperties(order.lines),
});

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
