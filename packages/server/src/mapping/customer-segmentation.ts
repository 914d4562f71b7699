import { type CustomData, type Problem, toText, warning } from '@twinbeam/shared';

/** Relations of a customer to the business. https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event */
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
 * Checks the segment of a customer, in place. Meta's table lists it beside `event_name`, Meta's example has it in custom
 * data, where it is sent.
 */
export function checkCustomerSegmentation(data: CustomData, problems: Problem[]): void {
  if (data.customer_segmentation === undefined) return;
  const segment = toText(data.customer_segmentation)?.toLowerCase() ?? '';
  if (customerSegments.includes(segment)) {
    data.customer_segmentation = segment;
    return;
  }
  delete data.customer_segmentation;
  problems.push(warning('customer-segmentation-unknown', 'properties.customer_segmentation'));
}
