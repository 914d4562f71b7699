import { describe, expect, it } from 'vitest';
import { checkCustomerSegmentation, customerSegments } from './customer-segmentation.js';

describe('checkCustomerSegmentation', () => {
  it.each(customerSegments)('keeps %s', (segment) => {
    const data = { customer_segmentation: segment };
    expect(checkCustomerSegmentation(data)).toEqual([]);
    expect(data).toEqual({ customer_segmentation: segment });
  });

  it('reads values in any case', () => {
    const data = { customer_segmentation: ' New_Customer_To_Business ' };
    expect(checkCustomerSegmentation(data)).toEqual([]);
    expect(data.customer_segmentation).toBe('new_customer_to_business');
  });

  it.each(['new', 'new_customer_to_loyalty_program', 7, ['new_customer_to_business'], {}])(
    'leaves out %j with a warning',
    (value) => {
      const data = { customer_segmentation: value };
      expect(checkCustomerSegmentation(data).map(({ code }) => code)).toEqual(['customer-segmentation-unknown']);
      expect(data).toEqual({});
    },
  );

  it('asks nobody for one', () => {
    const data = { value: 1 };
    expect(checkCustomerSegmentation(data)).toEqual([]);
    expect(data).toEqual({ value: 1 });
  });
});
