import { expect, it } from 'vitest';
import { describeFixture } from '../support/fixture.js';

const pixel = (pixelId: string, when: Record<string, unknown>) => ({ pixelId, accessToken: 'sandbox', when });

describeFixture(
  'a page with several pixels',
  (fixture) => {
    it('fires by each leg the pixels whose rule fits the message', async () => {
      await fixture.open('<script async src="/twin/t.js" data-page-views="off"></script>');
      await expect.poll(() => fixture.evaluate('typeof window.twinbeam?.on')).toBe('function');
      await fixture.evaluate(`twinbeam.track('Product Viewed', { product_id: 'x', price: 1, brand: 'Acme' })`);
      await fixture.evaluate(`twinbeam.track('Search', { query: 'boots', brand: 'other' })`);
      const arrived = (leg: 'browser' | 'server') =>
        fixture.server
          .received(leg)
          .map(({ pixelId, event_name }) => `${pixelId} ${event_name}`)
          .sort();
      const expected = ['1 ViewContent', '2 Search', '2 ViewContent'];
      await expect.poll(() => arrived('server'), { timeout: 10_000 }).toEqual(expected);
      await expect.poll(() => arrived('browser'), { timeout: 10_000 }).toEqual(expected);
      await fixture.wait();
      expect([arrived('browser'), arrived('server')]).toEqual([expected, expected]);
      expect(fixture.session.errors).toEqual([]);
    });
  },
  {
    pixels: [
      pixel('1', { host: 'localhost', 'properties.brand': 'acme' }),
      pixel('2', { host: 'localhost' }),
      pixel('3', { host: 'elsewhere.example' }),
    ],
  },
);
