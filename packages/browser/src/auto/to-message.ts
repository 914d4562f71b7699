import { eventParameters, ga4Events, itemParameters } from './ga4-events.js';
import { isObject } from './is-object.js';
import { renameFields } from './rename-fields.js';

type Fields = Record<string, unknown>;

/** An event by its name in the e-commerce specification, or by its own where that has none. */
export interface Ga4Message {
  event: string;
  properties: Fields;
}

/**
 * Maps an event of a data layer to the e-commerce specification; undefined for one that neither GA4 nor the settings name.
 *
 * @param isMapped whether the settings name the event: one that GA4 does not name keeps its name, by which they map it
 * @example
 * toMessage('add_to_cart', { currency: 'EUR', items: [{ item_id: 'boot', price: 49.99 }] });
 * // { event: 'Product Added', properties: { product_id: 'boot', price: 49.99, currency: 'EUR', value: 49.99 } }
 * @example
 * toMessage('newsletter_signup', { form: 'footer' }, true);
 * // { event: 'newsletter_signup', properties: { form: 'footer' } }
 */
export function toMessage(name: string, parameters: Fields, isMapped = false): Ga4Message | undefined {
  const row = ga4Events[name];
  if (!row && !isMapped) return undefined;
  const [event, rule] = row ?? [name, 'list'];
  const { items } = parameters;
  // PHP encodes a list with gaps as an object with numeric keys.
  const isList = rule !== 'none' && /^[\d,]*$/.test(`${Object.keys(Object(items))}`);
  const list = isList ? Object.values(Object(items)).filter(isObject) : [];
  const products = list.map((item) => renameFields(item, itemParameters));

  const properties: Fields = row ? {} : selectOwnProperties(parameters);
  if (rule === 'product' && products.length === 1) Object.assign(properties, products[0]);
  else if (products[0]) properties.products = products;
  Object.assign(properties, renameFields(parameters, eventParameters));
  // In older data layers the items carry the currency.
  properties.currency ??= list[0]?.currency;
  // In the specification, `category` is the name of the list.
  if (rule === 'list') properties.category ??= parameters.item_list_name;
  else if (rule !== 'none') properties.value ??= sumPrices(products);
  // In the specification, `revenue` is the value of an order.
  if (properties.order_id !== undefined) properties.revenue ??= properties.value;
  return { event, properties: removeUndefined(properties) };
}

/** Names that describe no event: the visitor, what is Tag Manager's own, and what directs Google's tag. */
const otherNames = /^(user_?id$|gtm\.|send_to$|event_?timeout$)/i;

/** Selects the texts, numbers and booleans that a site's own event has beside the parameters of GA4. */
const selectOwnProperties = (parameters: Fields): Fields =>
  Object.fromEntries(
    Object.entries(parameters).filter(
      ([name, value]) =>
        /^(string|number|boolean)$/.test(typeof value) && !(name in eventParameters) && !otherNames.test(name),
    ),
  );

/** Sums price × quantity, GA4's rule for `value`; returns undefined unless each product has a price. */
const sumPrices = (products: Fields[]): number | undefined => {
  let sum = 0;
  // Not `reduce`: the Prototype library replaces it with an incompatible function.
  for (const { price, quantity = 1 } of products) sum += Number(price) * Number(quantity);
  // Removes the rounding error of floating-point sums.
  return products[0] && Number.isFinite(sum) ? Math.round(sum * 1e6) / 1e6 : undefined;
};

const removeUndefined = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
