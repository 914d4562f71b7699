import { expect, it } from 'vitest';
import { describeFixture } from '../support/fixture.js';

describeFixture(
  'the page of a dry run',
  (fixture) => {
    it('loads nothing of Meta, reports its events to the server alone, and throws nothing', async () => {
      await fixture.open('<script async src="/twin/t.js"></script>');
      await expect.poll(() => fixture.server.posts.length, { timeout: 10_000 }).toBeGreaterThan(0);
      await fixture.evaluate(`twinbeam.track('Order Completed', { order_id: '1', revenue: 1, currency: 'EUR' })`);
      const shown = () => fixture.server.logged.filter((line) => line.includes('this event would be sent'));
      await expect.poll(() => shown().length).toBe(2);
      await fixture.wait();
      expect(fixture.requestedPaths().filter((path) => /^\/(tr|en_US)/.test(path))).toEqual([]);
      expect(fixture.requestedPaths()).toContain('/twin/t-none.js');
      expect(fixture.server.sandbox.events()).toEqual([]);
      expect(fixture.session.errors).toEqual([]);
    });
  },
  { mode: 'dry' },
);
