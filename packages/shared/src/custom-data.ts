import { type Cleaner, createCleaner } from './clean-properties.js';
import { parseCurrency } from './currency.js';
import { typeOfCategory } from './custom-rules.js';
import { orderIdOf } from './event-id.js';
import type { CustomData } from './meta.js';
import { parseMoney } from './money.js';
import { dropRefusedFields } from './own-fields.js';
import { type Finding, fail, warn } from './problem.js';
import { contentsOf } from './products.js';
import type { ResolvedEvent } from './resolve-event.js';
import type { Settings } from './settings.js';
import { type Fields, firstPresent, isFields, textOf } from './value.js';

/** What the mapping of one message's custom data needs beside message and settings. */
export interface CustomDataContext {
  findings: Finding[];
  /** Replaces the values of deny-listed properties marked `hash`; without it they are dropped. */
  hash?: ((text: string) => string) | undefined;
}

/** Top-level properties that say how the event is sent or who did it, or that other fields express. */
const elsewhere = /*#__PURE__*/ 'opt_out event_id action_source fbc fbp anon_id url products'.split(' ');

/** Custom data: the properties passed through, and over them the fields to which Meta gives a meaning. */
export function toCustomData(
  { name, rule, overlay }: ResolvedEvent,
  source: Fields,
  settings: Settings,
  { findings, hash }: CustomDataContext,
): CustomData {
  const properties = overlay ? { ...source, ...overlay } : source;
  // What is mapped is read from copies, so that nothing personal finds another way out.
  const { copy, product } = createCleaner(settings, findings, hash);
  const data: CustomData = copy(properties, elsewhere);
  if (rule !== 'none') {
    if (rule !== 'amount') addProducts(data, properties, product, rule, settings, findings);
    addAmount(data, name === 'Purchase', rule !== 'amount', settings, findings);
    set(data, 'order_id', orderIdOf(data));
    if (!data.order_id && (properties.order_id || properties.orderId || properties.order_ID)) {
      warn(findings, 'order-id-unusable', 'properties.order_id');
    }
  }
  dropRefusedFields(data, findings);
  return data;
}

function addProducts(
  data: CustomData,
  properties: Fields,
  product: Cleaner['product'],
  rule: ResolvedEvent['rule'],
  settings: Settings,
  findings: Finding[],
): void {
  if (isFields(properties.category)) fail(findings, 'category-not-text', 'properties.category');
  if (properties.query instanceof Object) fail(findings, 'query-not-text', 'properties.query');

  const { products } = properties;
  const list = Array.isArray(products) ? products.filter(isFields).map(product) : [];
  if (products && !Array.isArray(products)) warn(findings, 'products-not-list', 'properties.products');
  const { category: given } = data;
  const category = textOf(Array.isArray(given) ? given.map(textOf).filter(Boolean).join() : given);
  const contents = contentsOf(data, list, rule, findings);
  const grouped = !contents.length && category !== undefined && (rule === 'list' || rule === 'content');
  if (grouped) contents.push({ id: category, quantity: 1 });
  if (contents.length) {
    data.contents = contents;
    data.content_ids = contents.map(({ id }) => id);
  }
  const ids = data.content_ids;
  if (Array.isArray(ids) && (rule === 'products' || rule === 'either')) data.num_items ??= ids.length;

  set(data, 'content_category', category);
  set(data, 'content_name', firstPresent(data.content_name, data.contentName, data.product_name, data.name));
  set(data, 'search_string', `${data.query ?? ''}`);
  data.content_type =
    textOf(data.content_type) ?? typeOfCategory(category, list, settings) ?? (grouped ? 'product_group' : 'product');
}

/** Value and currency belong together: Meta counts no amount without a currency. */
function addAmount(
  data: CustomData,
  purchase: boolean,
  always: boolean,
  { defaultCurrency }: Settings,
  findings: Finding[],
): void {
  const report = purchase ? fail : warn;
  const given = firstPresent(data.revenue, data.value, data.price, data.total);
  const value = parseMoney(given);
  if (value === undefined && (purchase || given !== undefined)) {
    report(findings, given === undefined ? 'revenue-required' : 'revenue-format', 'properties.revenue');
  }
  if (value === undefined) delete data.value;
  else data.value = value;
  if (value === undefined && !always && data.currency === undefined) return;
  const currency = parseCurrency(data.currency ?? defaultCurrency ?? 'USD');
  if (currency) data.currency = currency;
  else {
    report(findings, 'currency-unknown', 'properties.currency');
    delete data.currency;
    delete data.value;
  }
}

function set(data: CustomData, key: string, value: unknown): void {
  const text = textOf(value);
  if (text) data[key] = text;
}
