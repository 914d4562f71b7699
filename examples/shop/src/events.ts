import type { Identity } from '@twinbeam/server';
import { currency, type Product } from './catalogue.js';
import type { Delivery } from './delivery.js';
import { type Line, type Session, toTotal } from './session.js';

/** Traits of a visitor, in the names of the specification. */
export type Traits = { email: string; name?: string; address?: Omit<Delivery, 'email' | 'name'> };

/** An order that a visitor has placed. */
export interface Order {
  id: string;
  lines: Line[];
  total: number;
  paid: boolean;
  /** The visitor who placed the order, for later events without a request of the visitor. */
  identity?: Identity;
  /** The visitor's data, as far as the shop knows them. */
  user: { userId?: string; traits?: Traits };
}

/** Maps a line to a product of the e-commerce specification, in the same way in the browser and on the server. */
const toLineProperties = ({ product, quantity }: Line) => ({
  product_id: product.id,
  name: product.name,
  category: product.category,
  price: product.price,
  quantity,
});

/** Maps a product that is viewed or added to the cart to the properties of its event. */
export const toProductProperties = (product: Product) => ({ ...toLineProperties({ product, quantity: 1 }), currency });

/** Maps a cart to the properties of a checkout. */
export const toCartProperties = (lines: Line[]) => ({
  value: toTotal(lines),
  currency,
  products: lines.map(toLineProperties),
});

/** Maps a visitor to traits: what the checkout was told, else the account. Undefined for one who has told nothing. */
export function toTraits({ delivery, user }: Session): Traits | undefined {
  if (!delivery) return user && { email: user.email };
  const { email, name, ...address } = delivery;
  return { email, name, address };
}

/** Maps a paid order. The event id comes from its number, so server, thank-you page and reload report one purchase. */
export const toOrderProperties = (order: Order) => ({
  order_id: order.id,
  revenue: order.total,
  currency,
  products: order.lines.map(toLineProperties),
});
