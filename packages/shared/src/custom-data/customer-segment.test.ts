import { describe, expect, it } from 'vitest';
import { toPixelCall } from '../mapping/to-pixel-call.js';
import { parseCustomerSegment } from './customer-segment.js';

/** Meta's nine values, as its documentation lists them. */
const segments = [
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

describe('parseCustomerSegment', () => {
  it.each(segments)('keeps %s, in any case', (segment) => {
    expect(parseCustomerSegment(segment)).toBe(segment);
    expect(parseCustomerSegment(` ${segment.toUpperCase()} `)).toBe(segment);
  });

  it.each(['new', 'new_customer_to_loyalty_program', 'customer_in_loyalty_program_2', '', 7, [segments[0]], {}])(
    'does not know %j',
    (value) => {
      expect(parseCustomerSegment(value)).toBeUndefined();
    },
  );
});

it.each([
  ['Existing_Customer_To_Medium', { customer_segmentation: 'existing_customer_to_medium' }, []],
  ['new', {}, ['customer-segmentation-unknown']],
])('the Pixel gets the segment %j as the server sends it, or none', (customer_segmentation, data, codes) => {
  const message = { type: 'track', event: 'Odd', messageId: 'm1', properties: { customer_segmentation } };
  const mapped = toPixelCall(message, { pixelId: '1' });
  expect(mapped).toMatchObject({ call: { data }, problems: codes.map((code) => ({ code })) });
});
