import { type Content, type DeliveryCategory, deliveryCategories } from '../meta.js';
import { type Problem, warning } from '../problem.js';
import type { DataRule } from '../standard-events.js';
import { type Fields, firstPresent, toText } from '../value.js';
import { parseMoney } from './money.js';

/**
 * Maps the products that the rule of an event finds: in the properties themselves, or in their list of products. What a
 * product does not say, the event may say for all of them.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data#contents
 */
export function toContents(
  properties: Fields,
  products: readonly Fields[],
  rule: DataRule,
): { contents: Content[]; problems: Problem[] } {
  const isSingle =
    (rule === 'content' || rule === 'product' || (rule === 'either' && !products.length)) && readProductId(properties);
  const contents: Content[] = [];
  const problems: Problem[] = [];
  for (const product of isSingle ? [properties] : products) {
    const id = readProductId(product);
    if (id) {
      // The price of an event without a single product is not that of each.
      const eventPrice = rule === 'list' ? undefined : properties.price;
      contents.push(toContent(id, product, properties, eventPrice, problems));
    } else problems.push(warning('product-without-id', 'properties.products'));
  }
  return { contents, problems };
}

const readProductId = (product: Fields): string | undefined =>
  toText(product.product_id) ?? toText(product.sku) ?? toText(product.id);

function toContent(id: string, product: Fields, event: Fields, eventPrice: unknown, problems: Problem[]): Content {
  const content: Content = { id };
  setNumber(content, 'quantity', product.quantity || event.quantity || 1, problems);
  setNumber(content, 'item_price', firstPresent(product.price, eventPrice), problems);
  const delivery = firstPresent(product.delivery_category, event.delivery_category);
  if (deliveryCategories.includes(delivery as DeliveryCategory)) {
    content.delivery_category = delivery as DeliveryCategory;
  } else if (delivery !== undefined) {
    problems.push(warning('delivery-category-unknown', 'properties.products.delivery_category'));
  }
  return content;
}

function setNumber(content: Content, key: 'quantity' | 'item_price', value: unknown, problems: Problem[]): void {
  const number = parseMoney(value);
  if (number !== undefined) content[key] = number;
  else if (value !== undefined) problems.push(warning('number-unreadable', `properties.products.${key}`));
}
