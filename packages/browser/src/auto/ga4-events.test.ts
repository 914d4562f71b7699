import { standardEvents } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { ga4Events } from './ga4-events.js';

describe('the table of GA4 events', () => {
  it('has as many events as the documentation shows and test/auto.test.ts tests', () => {
    expect(Object.keys(ga4Events)).toHaveLength(17);
  });

  it('names messages that the mapper knows, where Meta has a standard event for them', () => {
    const names = new Set<string>(standardEvents.map(({ name }) => name));
    const custom = Object.values(ga4Events)
      .map(([message]) => message)
      .filter((message) => !names.has(message));
    expect(custom).toEqual([
      'Product Clicked',
      'Product Removed',
      'Cart Viewed',
      'Checkout Step Completed',
      'Order Refunded',
      'Promotion Viewed',
      'Promotion Clicked',
    ]);
  });
});
