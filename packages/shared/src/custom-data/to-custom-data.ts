import { isPlaceholder } from '../base/placeholder.js';
import { error, type Problem, type ProblemCode, warning } from '../base/problem.js';
import { type Fields, firstPresent, isFields, toText } from '../base/value.js';
import { readOrderId, selectOrderId } from '../event/event-id.js';
import type { ResolvedEvent } from '../event/resolve-event.js';
import type { CustomData } from '../meta.js';
import type { Settings } from '../settings.js';
import { selectAmount, toAmount } from './amount.js';
import { findContentType, toJoinedText } from './content-type.js';
import { type ProductRule, toContents } from './contents.js';
import { parseCurrency } from './currency.js';
import { parseCustomerSegment } from './customer-segment.js';
import { hasLateValue, setLateValues } from './late-values.js';
import { parseMoney } from './money.js';
import { checkOwnContents } from './own-contents.js';
import { createPropertyCopier, type PropertyCopier } from './property-copier.js';
import { readLists } from './read-lists.js';
import { boundSize } from './size-bound.js';

/** Top-level properties that are not custom data, because other fields of the event express them. */
const expressedElsewhere =
  /*#__PURE__*/ 'opt_out event_id action_source messaging_channel original_event_data attribution_data fbc fbp anon_id url products'.split(
    ' ',
  );

/**
 * The parameters that Meta takes as text. https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data
 */
const textNames = /*#__PURE__*/ 'content_name content_category content_type search_string status'.split(' ');

/**
 * Maps custom data: the properties, and the fields that have a meaning at Meta, which override them.
 *
 * @param hash replaces the values of deny-listed properties marked `hash`; without it they are dropped
 */
export function toCustomData(
  { name, rule, overlay }: ResolvedEvent,
  source: Fields,
  settings: Settings,
  hash?: (text: string) => string,
): { customData: CustomData; problems: Problem[] } {
  const hasProducts = rule !== 'none' && rule !== 'amount';
  const properties = readLists(overlay ? { ...source, ...overlay } : source, hasProducts);
  const copier = createPropertyCopier(settings, hash);
  const data: CustomData = copier.copyAll(properties, expressedElsewhere);
  const problems = copier.problems;
  if (data.contents !== undefined || data.content_ids !== undefined) problems.push(...checkOwnContents(data));
  // Meta would refuse a value of another type together with all other events of the same request.
  const readAs = (name: string, parse: (value: unknown) => unknown, code: ProblemCode): void => {
    if (data[name] === undefined) return;
    const value = parse(data[name]);
    if (value === undefined) problems.push(warning(code, `properties.${name}`));
    setOrRemove(data, name, value);
  };
  readAs('num_items', parseMoney, 'number-unreadable');
  readAs('customer_segmentation', parseCustomerSegment, 'customer-segmentation-unknown');
  for (const name of textNames) if (Array.isArray(data[name])) setOrRemove(data, name, toJoinedText(data[name]));
  if (rule !== 'none') {
    // What an action sets stands, whatever the message would make of its own properties. A price may be that of a
    // product, beside the message's own value.
    const fixed: CustomData = {};
    for (const name in overlay) if (data[name] !== undefined && name !== 'price') fixed[name] = data[name];
    if (hasProducts) problems.push(...addProducts(data, fixed, properties, copier, rule, settings));
    Object.assign(data, fixed);
    const { defaultCurrency } = settings;
    const hasLate = hasLateValue(data);
    const always = hasProducts || hasLate;
    // The copier has flattened an object. It is not a currency, but the default currency must not replace it.
    const ownCurrency = isFields(properties.currency) ? properties.currency : data.currency;
    const amount = toAmount(selectAmount(properties, [fixed, data]), {
      isPurchase: name === 'Purchase',
      always,
      ownCurrency,
      defaultCurrency,
    });
    setOrRemove(data, 'value', amount.value);
    setOrRemove(data, 'currency', amount.currency);
    if (hasLate) setLateValues(data, amount.currency);
    problems.push(...amount.problems, ...addOrderId(data, properties));
  } else readAs('currency', parseCurrency, 'currency-unknown');
  problems.push(...boundSize(data, copier.length()));
  return { customData: data, problems };
}

/** Adds the data about products. Reads the copied properties, from which personal data were removed. */
function addProducts(
  data: CustomData,
  fixed: CustomData,
  { category: givenCategory, query, products: givenProducts }: Fields,
  copier: PropertyCopier,
  rule: ProductRule,
  settings: Settings,
): Problem[] {
  const problems: Problem[] = [];
  if (isFields(givenCategory)) problems.push(error('category-not-text', 'properties.category'));
  if (query instanceof Object) problems.push(error('query-not-text', 'properties.query'));
  const products = Array.isArray(givenProducts) ? givenProducts.filter(isFields).map(copier.copyProduct) : [];
  if (givenProducts && !(Array.isArray(givenProducts) && products.length === givenProducts.length)) {
    problems.push(warning('products-not-list', 'properties.products'));
  }

  const mapped = toContents(data, products, rule);
  const { contents } = mapped;
  const category = toJoinedText(data.category);
  const isGroup =
    !(contents.length || data.contents || data.content_ids) &&
    category !== undefined &&
    (rule === 'list' || rule === 'content');
  if (isGroup) contents.push({ id: category, quantity: 1 });
  // Contents and ids of different products would contradict each other.
  if (contents.length && !fixed.contents && !fixed.content_ids) {
    data.contents = contents;
    data.content_ids = contents.map(({ id }) => id);
  }
  const ids = data.content_ids;
  if (Array.isArray(ids) && (rule === 'products' || rule === 'either')) data.num_items ??= ids.length;

  setText(data, 'content_category', category);
  setText(data, 'content_name', firstPresent(data.content_name, data.contentName, data.product_name, data.name));
  setText(data, 'search_string', `${data.query ?? ''}`);
  data.content_type =
    toText(data.content_type) ??
    findContentType(category, products, settings) ??
    (isGroup ? 'product_group' : 'product');
  return [...problems, ...mapped.problems];
}

function addOrderId(data: CustomData, properties: Fields): Problem[] {
  setOrRemove(data, 'order_id', selectOrderId(data));
  const given = readOrderId(properties);
  // JavaScript has rounded the number, so that two orders may have the same id.
  if (typeof given === 'number' && Math.abs(given) >= 2 ** 53) return [warning('id-rounded', 'properties.order_id')];
  const isUnusable = !data.order_id && given && !isPlaceholder(given, 'orderId');
  return isUnusable ? [warning('order-id-unusable', 'properties.order_id')] : [];
}

function setText(data: CustomData, key: string, value: unknown): void {
  const text = toText(value);
  if (text) data[key] = text;
}

function setOrRemove(data: CustomData, key: string, value: unknown): void {
  if (value === undefined) delete data[key];
  else data[key] = value;
}
