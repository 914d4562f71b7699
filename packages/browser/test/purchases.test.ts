import { describe, expect, it, vi } from 'vitest';
import { accept, openPage, settle } from './open-page.js';

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

  it.each([400, 406, 413, 422])(
    'are not those that were refused with status %d: they may be sent again',
    async (status) => {
      vi.spyOn(console, 'warn').mockImplementation(() => undefined);
      const { tracker, requests } = openPage({ responses: [() => new Response('', { status }), accept] });
      for (let time = 0; time < 3; time++) {
        tracker.track('Order Completed', { order_id: 1, revenue: 1 });
        await tracker.flush();
      }
      expect(requests.map(({ events }) => events)).toEqual([['Order Completed'], ['Order Completed']]);
    },
  );

  it('counts for all pixels, whichever of them takes purchases', async () => {
    const { tracker, calls } = openPage({
      pixels: [{ pixelId: '1', events: { allow: ['Lead'] } }, { pixelId: '2' }],
    });
    for (let time = 0; time < 2; time++) {
      expect(tracker.track('Order Completed', { order_id: 1, revenue: 1 })).toBe('purchase.1');
    }
    await settle();
    const fired = calls().filter(([method]) => method === 'trackSingle');
    expect(fired.map(([, pixelId, name]) => [pixelId, name])).toEqual([['2', 'Purchase']]);
  });
});
