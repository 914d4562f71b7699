import { toText } from '../base/value.js';

/**
 * Relations of a customer to the business.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event
 */
const segments = /^((new|existing)_customer_to_(business(_line)?|product_area|medium)|customer_in_loyalty_program)$/;

/**
 * Parses the segment of a customer, in any case; returns undefined if Meta does not know it. Meta's table lists it beside
 * `event_name`, Meta's example has it in custom data, where it is sent.
 *
 * @example
 * parseCustomerSegment('New_Customer_To_Business'); // 'new_customer_to_business'
 */
export function parseCustomerSegment(value: unknown): string | undefined {
  const segment = toText(value)?.toLowerCase() ?? '';
  return segments.test(segment) ? segment : undefined;
}
