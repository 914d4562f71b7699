import { type Content, type DeliveryCategory, deliveryCategories } from './meta.js';
import { parseMoney } from './money.js';
import { type Finding, warn } from './problem.js';
import type { DataRule } from './standard-events.js';
import { type Fields, firstPresent, textOf } from './value.js';

/**
 * The products that the rule of an event's row finds: in the properties themselves, or in their list of products. What
 * a product does not say, the event may say for all of them.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data#contents
 */
export function contentsOf(event: Fields, list: Fields[], rule: DataRule, findings: Finding[]): Content[] {
  const isSingle =
    (rule === 'content' || rule === 'product' || (rule === 'either' && !list.length)) && productId(event);
  const contents: Content[] = [];
  for (const product of isSingle ? [event] : list) {
    const id = productId(product);
    if (id) contents.push(contentOf(id, product, event, rule, findings));
    else warn(findings, 'product-without-id', 'properties.products');
  }
  return contents;
}

const productId = (product: Fields): string | undefined =>
  textOf(product.product_id) ?? textOf(product.sku) ?? textOf(product.id);

function contentOf(id: string, product: Fields, event: Fields, rule: DataRule, findings: Finding[]): Content {
  const content: Content = { id };
  set(content, 'quantity', product.quantity || event.quantity || 1, findings);
  set(content, 'item_price', firstPresent(product.price, rule === 'list' ? undefined : event.price), findings);
  const delivery = firstPresent(product.delivery_category, event.delivery_category);
  if (deliveryCategories.includes(delivery as DeliveryCategory))
    content.delivery_category = delivery as DeliveryCategory;
  else if (delivery !== undefined) {
    warn(findings, 'delivery-category-unknown', 'properties.products.delivery_category');
  }
  return content;
}

function set(content: Content, key: 'quantity' | 'item_price', value: unknown, findings: Finding[]): void {
  const number = parseMoney(value);
  if (number !== undefined) content[key] = number;
  else if (value !== undefined) warn(findings, 'number-unreadable', `properties.products.${key}`);
}
