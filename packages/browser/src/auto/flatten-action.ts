import { renameFields } from './rename-fields.js';

/** Fields of an action of Universal Analytics, by GA4's name. */
const actionFields = {
  id: 'transaction_id',
  revenue: 'value',
  tax: 'tax',
  shipping: 'shipping',
  coupon: 'coupon',
  affiliation: 'affiliation',
};

/**
 * Brings the `ecommerce` of Universal Analytics into GA4's form. It has the fields and products of an action one level
 * deeper: https://developers.google.com/analytics/devguides/collection/ua/gtm/enhanced-ecommerce
 *
 * @example
 * flattenAction({ currencyCode: 'EUR', purchase: { actionField: { id: '7', revenue: 9.5 }, products: [{ id: 'boot' }] } });
 * // { currency: 'EUR', transaction_id: '7', value: 9.5, items: [{ id: 'boot' }], purchase: { … } }
 */
export function flattenAction(ecommerce: unknown): Record<string, unknown> {
  const { currencyCode: currency, ...others } = Object(ecommerce);
  const fields = { ...(currency && { currency }), ...others };
  for (const action of Object.values(fields)) {
    const { actionField, products } = Object(action);
    if (products) return { ...renameFields(Object(actionField), actionFields), items: products, ...fields };
  }
  return fields;
}
