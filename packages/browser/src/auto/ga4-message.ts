import { eventParameters, ga4Events, itemParameters } from './ga4-events.js';
import { isObject } from './is-object.js';

type Fields = Record<string, unknown>;

/**
 * The message that an event of GA4 becomes, in the e-commerce specification; undefined for one that none is for.
 *
 * @example toMessage('add_to_cart', { currency: 'EUR', items: [{ item_id: 'boot', price: 49.99 }] });
 * // ['Product Added', { product_id: 'boot', price: 49.99, currency: 'EUR', value: 49.99 }]
 */
export function toMessage(name: string, parameters: Fields): [event: string, properties: Fields] | undefined {
  const row = ga4Events[name];
  if (!row) return undefined;
  const [event, rule] = row;
  const { items } = parameters;
  const list = rule !== 'none' && Array.isArray(items) ? items.filter(isObject) : [];
  const products = list.map((item) => renamed(item, itemParameters));

  const properties: Fields = rule === 'product' && products.length === 1 ? { ...products[0] } : {};
  if (products.length > (rule === 'product' ? 1 : 0)) properties.products = products;
  Object.assign(properties, renamed(parameters, eventParameters));
  // Items of older data layers carry the currency of them all.
  properties.currency ??= list[0]?.currency;
  // The specification calls a list by its category.
  if (rule === 'list') properties.category ??= parameters.item_list_name;
  else if (rule !== 'none') properties.value ??= priceOf(products);
  // By the specification what an order brings in is its revenue.
  if (properties.order_id !== undefined) properties.revenue = properties.value;
  return [event, withoutGaps(properties)];
}

const renamed = (fields: Fields, names: typeof eventParameters): Fields => {
  const result: Fields = {};
  for (const [parameter, property] of names) {
    const value = fields[parameter];
    if (value !== undefined && value !== null && value !== '') result[property] = value;
  }
  return result;
};

/** What products cost together, by GA4's own rule for `value`; undefined unless each tells its price. */
const priceOf = (products: Fields[]): number | undefined => {
  const sum = products.reduce((total, { price, quantity = 1 }) => total + Number(price) * Number(quantity), 0);
  // Cents add up with an error in the last digits.
  return products[0] && Number.isFinite(sum) ? Math.round(sum * 1e6) / 1e6 : undefined;
};

const withoutGaps = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
