import { type CustomData, toText, warning } from '@twinbeam/shared';
import type { Report } from './mapping.js';

/**
 * Relations of a customer to the business.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event
 */
export const customerSegments: readonly string[] = [
  'new_customer_to_business',
  'new_customer_to_business_line',
  'new_customer_to_product_area',
  'new_customer_to_medium',
  'existing_customer_to_business',
  'existing_customer_to_business_line',
  'existing_customer_to_product_area',
  'existing_customer_to_medium',
  'customer_in_loyalty_program',
];

/**
 * Returns custom data with the segment of the customer in lower case, or without one that Meta does not know. Meta's
 * table lists the segment beside `event_name`, Meta's example has it in custom data, where it is sent.
 */
export function checkCustomerSegmentation(data: CustomData, report: Report): CustomData {
  if (data.customer_segmentation === undefined) return data;
  const { customer_segmentation: given, ...others } = data;
  const segment = toText(given)?.toLowerCase() ?? '';
  if (customerSegments.includes(segment)) return { ...others, customer_segmentation: segment };
  report(warning('customer-segmentation-unknown', 'properties.customer_segmentation'));
  return others;
}
