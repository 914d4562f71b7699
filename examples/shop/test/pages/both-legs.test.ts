import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeEngines } from './support/engines.js';
import { createSite, type Site } from './support/site.js';
import { createVisit, type Visit } from './support/visit.js';

describeEngines('a page with the tag alone', (_engine, browser) => {
  let site: Site;
  let visit: Visit;
  beforeEach(async () => {
    site = await createSite();
    visit = await createVisit(browser());
    site.put('/', '<!doctype html><title>Shop</title><script async src="/twin/t.js"></script>');
  });
  afterEach(async () => {
    await visit.close();
    await site.close();
  });

  it.each(['localhost', 'www.shop.test'])('counts its view once, by both legs, at %s', async (host) => {
    await visit.page.goto(site.url('/', host));
    await expect.poll(() => site.sandbox.summary().events.PageView).toMatchObject({ paired: 1, counted: 1 });
    expect([site.names('browser'), site.names('server')]).toEqual([['PageView'], ['PageView']]);
    expect(visit.troubles).toEqual([]);
  });
});
