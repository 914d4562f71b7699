import { standardEvents } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { toServerEvent } from './to-server-event.js';

const find = (event: string, settings: object = {}, message: object = {}) => {
  const result = toServerEvent(
    { type: 'track', event, messageId: 'm1', userId: 'u1', properties: { revenue: 1, currency: 'EUR' }, ...message },
    { pixelId: '1', ...settings },
  );
  if (!('event' in result)) throw new Error('The event is not sent.');
  return result.problems.filter(({ code }) => code === 'event-name-similar');
};

describe('a custom event', () => {
  it.each([
    ['OrderCompleted', 'Order Completed'],
    ['order_completed', 'Order Completed'],
    ['Order Complete', 'Order Completed'],
    ['order-completed', 'Order Completed'],
    ['Purchased', 'Purchase'],
    ['add_to_cart', 'AddToCart'],
    ['AddedToCart', 'AddToCart'],
    ['begin_checkout', 'Checkout Started'],
    ['view_item', 'Product Viewed'],
    ['generate_lead', 'Lead'],
    ['page_view', 'PageView'],
    ['Products Viewed', 'Product Viewed'],
  ])('%s is told to be nearly %s', (event, suggestion) => {
    expect(find(event)).toEqual([
      {
        code: 'event-name-similar',
        severity: 'warning',
        field: 'event',
        suggestion,
        message: expect.stringContaining(`'${suggestion}'`),
      },
    ]);
  });

  it.each([
    'Order Refunded',
    'Order Updated',
    'Order Cancelled',
    'Product Reviewed',
    'Product Shared',
    'Product Clicked',
    'Product Removed',
    'Product List Filtered',
    'Product Removed from Wishlist',
    'Wishlist Product Added to Cart',
    'Cart Viewed',
    'Checkout Step Viewed',
    'Checkout Step Completed',
    'Coupon Applied',
    'Promotion Viewed',
    'Trial Began',
    'Load',
    'Load More',
    'Contract',
    'Contracts',
    'View Contact',
    'ViewComment',
    'view_consent',
    'View Contest',
    'Checkout Restarted',
    'Lead 2',
    'purchase_2',
    'View Content 75',
    'Schema',
    '__proto__',
    'constructor',
    '',
    ' ',
    `Purchased${' '.repeat(40)}`,
  ])('%s is one of its own', (event) => {
    const result = toServerEvent({ type: 'track', event, userId: 'u1', messageId: 'm1' }, { pixelId: '1' });
    expect((('problems' in result && result.problems) || []).map(({ code }) => code)).not.toContain(
      'event-name-similar',
    );
  });

  it('has no suggestion where its name is one of the table, or the settings name it', () => {
    for (const { name } of standardEvents.filter(({ event }) => !event.startsWith('Append'))) {
      expect(find(name.toUpperCase())).toEqual([]);
    }
    expect(find('Purchased', { eventMapping: { purchased: 'Purchased' } })).toEqual([]);
    expect(find('Bought', { eventMapping: { Bought: 'Purchased' } })).toEqual([
      expect.objectContaining({ suggestion: 'Purchase' }),
    ]);
    expect(find('any', { actions: [{ when: { event: 'any' }, event: 'Purchased' }] })).toEqual([]);
  });
});
