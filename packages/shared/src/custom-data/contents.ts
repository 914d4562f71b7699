import { isPlaceholder } from '../base/placeholder.js';
import { type Problem, warning } from '../base/problem.js';
import { type Fields, firstPresent, toText } from '../base/value.js';
import { type Content, type DeliveryCategory, deliveryCategories } from '../meta.js';
import { parseMoney } from './money.js';

/** The rules of events about products. When you add one, check each comparison with a rule, here and in the caller. */
export type ProductRule = 'products' | 'product' | 'either' | 'list' | 'content';

/**
 * Maps an event's products, which its rule finds in the properties themselves or in their list of products. A field
 * that a product lacks is taken from the event.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data#contents
 */
export function toContents(
  properties: Fields,
  products: readonly Fields[],
  rule: ProductRule,
): { contents: Content[]; problems: Problem[] } {
  const contents: Content[] = [];
  const problems: Problem[] = [];
  const ownId =
    rule === 'content' || rule === 'product' || (rule === 'either' && !products.length)
      ? readProductId(properties, problems)
      : undefined;
  if (ownId) {
    contents.push(toContent(ownId, properties, properties, properties.price, problems));
    return { contents, problems };
  }
  for (const product of products) {
    const id = readProductId(product, problems);
    if (!id) problems.push(warning('product-without-id', 'properties.products'));
    else if (isZeroQuantity(product.quantity)) problems.push(warning('quantity-zero', 'properties.products.quantity'));
    // In an event about a list, the event's price is not the price of each product.
    else contents.push(toContent(id, product, properties, rule === 'list' ? undefined : properties.price, problems));
  }
  return { contents, problems };
}

const readProductId = (product: Fields, problems: Problem[]): string | undefined =>
  toProductId(product.product_id, problems) ??
  toProductId(product.sku, problems) ??
  toProductId(product.id, problems) ??
  toProductId(product.item_id, problems);

function toProductId(value: unknown, problems: Problem[]): string | undefined {
  const id = toText(value);
  if (!id || !isPlaceholder(id, 'id')) return id;
  problems.push(warning('placeholder-value', 'properties.products'));
  return undefined;
}

/** Returns whether a quantity is given and is zero. */
export const isZeroQuantity = (quantity: unknown): boolean => quantity !== undefined && parseMoney(quantity) === 0;

function toContent(id: string, product: Fields, event: Fields, eventPrice: unknown, problems: Problem[]): Content {
  const content: Content = { id };
  const isGiven = (quantity: unknown) => quantity && !isZeroQuantity(quantity);
  const quantity = isGiven(product.quantity) ? product.quantity : isGiven(event.quantity) ? event.quantity : 1;
  setField(content, 'quantity', quantity, 'products', problems);
  setField(content, 'item_price', firstPresent(product.price, eventPrice), 'products', problems);
  const delivery = firstPresent(product.delivery_category, event.delivery_category);
  setField(content, 'delivery_category', delivery, 'products', problems);
  return content;
}

/** Sets a key of a content in Meta's type. A value that cannot be read as that type is left out. */
export function setField(
  content: Partial<Content>,
  key: keyof Content,
  value: unknown,
  list: 'products' | 'contents',
  problems: Problem[],
): void {
  if (value === undefined) return;
  const isNumber = key === 'quantity' || key === 'item_price';
  const isDelivery = key === 'delivery_category';
  const read = isNumber ? parseMoney(value) : isDelivery ? toDeliveryCategory(value) : toText(value);
  if (read !== undefined) content[key] = read as never;
  else {
    const code = isNumber ? 'number-unreadable' : isDelivery ? 'delivery-category-unknown' : 'content-key-unknown';
    problems.push(warning(code, `properties.${list}.${key}`));
  }
}

/** Parses a delivery category, trimmed and in any case, as in Meta's own libraries. */
function toDeliveryCategory(value: unknown): DeliveryCategory | undefined {
  // A longer text is not a category. The limit saves time, because an event's text is read for each of its products.
  const text = typeof value === 'string' && value.length <= 100 ? value.trim().toLowerCase() : undefined;
  return deliveryCategories.filter((category) => category === text)[0];
}
