import { describe, expect, it } from 'vitest';
import { openPage, settle } from './open-page.js';

describe('the purchases that a browser has sent', () => {
  it('is of this page alone where storage is denied', async () => {
    const { tracker, calls } = openPage({
      prepare: (page) =>
        Object.defineProperty(page, 'localStorage', {
          get: () => {
            throw new Error('denied');
          },
        }),
    });
    const order = { order_id: 1, revenue: 1 };
    expect([tracker.track('Order Completed', order), tracker.track('Order Completed', order)]).toEqual([
      'purchase.1',
      'purchase.1',
    ]);
    await settle();
    expect(calls().filter(([method]) => method === 'trackSingle')).toHaveLength(1);
  });

  it('is of each pixel’s trackers on its own', async () => {
    const { tracker, createAnother, calls } = openPage();
    const order = { order_id: 1, revenue: 1 };
    tracker.track('Order Completed', order);
    createAnother({ pixels: [{ pixelId: '2' }] }).track('Order Completed', order);
    await settle();
    expect(
      calls()
        .filter(([method]) => method === 'trackSingle')
        .map(([, pixelId]) => pixelId),
    ).toEqual(['1', '2']);
  });
});
