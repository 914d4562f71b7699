import type { CustomData, Problem } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { checkCustomerSegmentation, customerSegments } from './customer-segmentation.js';

function check(data: CustomData) {
  const problems: Problem[] = [];
  const checked = checkCustomerSegmentation(data, (problem) => void problems.push(problem));
  return { checked, codes: problems.map(({ code }) => code) };
}

describe('checkCustomerSegmentation', () => {
  it.each(customerSegments)('keeps %s', (customer_segmentation) => {
    expect(check({ customer_segmentation })).toEqual({ checked: { customer_segmentation }, codes: [] });
  });

  it('reads values in any case', () => {
    expect(check({ customer_segmentation: ' New_Customer_To_Business ' }).checked).toEqual({
      customer_segmentation: 'new_customer_to_business',
    });
  });

  it.each(['new', 'new_customer_to_loyalty_program', 7, ['new_customer_to_business'], {}])(
    'leaves out %j with a warning',
    (customer_segmentation) => {
      expect(check({ customer_segmentation })).toEqual({ checked: {}, codes: ['customer-segmentation-unknown'] });
    },
  );

  it('asks nobody for one', () => {
    expect(check({ value: 1 })).toEqual({ checked: { value: 1 }, codes: [] });
  });
});
