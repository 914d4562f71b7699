import { currency, type Product } from './catalogue.js';
import { type Line, toTotal } from './session.js';

/** What the shop says of its products, by the e-commerce specification; the same in the browser and on the server. */
export const productProperties = (product: Product, quantity = 1) => ({
  product_id: product.id,
  name: product.name,
  category: product.category,
  price: product.price,
  quantity,
  currency,
});

export const lineProperties = (lines: Line[]) =>
  lines.map(({ product, quantity }) => ({
    product_id: product.id,
    name: product.name,
    category: product.category,
    price: product.price,
    quantity,
  }));

/** A cart on its way to an order. */
export const cartProperties = (lines: Line[]) => ({
  value: toTotal(lines),
  currency,
  products: lineProperties(lines),
});

/** A paid order. Its number makes the event's id, so that server, thank-you page and reload name one purchase. */
export const orderProperties = (order: Order) => ({
  order_id: order.id,
  revenue: order.total,
  currency,
  products: lineProperties(order.lines),
});

export interface Order {
  id: string;
  lines: Line[];
  total: number;
}
