import { eventParameters, ga4Events, itemParameters } from './ga4-events.js';
import { isObject } from './is-object.js';
import { renameFields } from './rename-fields.js';

type Fields = Record<string, unknown>;

/** An event by its name in the e-commerce specification. */
export interface Ga4Message {
  event: string;
  properties: Fields;
}

/**
 * Maps an event of GA4 to the e-commerce specification; undefined for one that has no name there.
 *
 * @example
 * toMessage('add_to_cart', { currency: 'EUR', items: [{ item_id: 'boot', price: 49.99 }] });
 * // { event: 'Product Added', properties: { product_id: 'boot', price: 49.99, currency: 'EUR', value: 49.99 } }
 */
export function toMessage(name: string, parameters: Fields): Ga4Message | undefined {
  const row = ga4Events[name];
  if (!row) return undefined;
  const [event, rule] = row;
  const { items } = parameters;
  // PHP writes a list with gaps as an object with numbers for keys.
  const isList = rule !== 'none' && /^[\d,]*$/.test(`${Object.keys(Object(items))}`);
  const list = isList ? Object.values(Object(items)).filter(isObject) : [];
  const products = list.map((item) => renameFields(item, itemParameters));

  const properties: Fields = rule === 'product' && products.length === 1 ? { ...products[0] } : {};
  if (products.length > (rule === 'product' ? 1 : 0)) properties.products = products;
  Object.assign(properties, renameFields(parameters, eventParameters));
  // In older data layers the items carry the currency.
  properties.currency ??= list[0]?.currency;
  // The specification names a list by its category.
  if (rule === 'list') properties.category ??= parameters.item_list_name;
  else if (rule !== 'none') properties.value ??= sumPrices(products);
  // By the specification the value of an order is its revenue.
  if (properties.order_id !== undefined) properties.revenue = properties.value;
  return { event, properties: removeUndefined(properties) };
}

/** Sums prices by GA4's own rule for `value`; undefined unless each product has a price. */
const sumPrices = (products: Fields[]): number | undefined => {
  let sum = 0;
  // Not `reduce`, which Prototype has replaced by another function.
  for (const { price, quantity = 1 } of products) sum += Number(price) * Number(quantity);
  // The last digits of a sum of cents are inexact.
  return products[0] && Number.isFinite(sum) ? Math.round(sum * 1e6) / 1e6 : undefined;
};

const removeUndefined = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
