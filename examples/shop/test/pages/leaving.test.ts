import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeEngines } from './support/engines.js';
import { createSite, type Site } from './support/site.js';
import { createVisit, type Visit } from './support/visit.js';

describeEngines('a visitor who leaves', (_engine, browser) => {
  let site: Site;
  let visit: Visit;
  const tag = (html = '') =>
    `<!doctype html><title>Shop</title>${site.twinbeam.scriptTag({ pageViews: false })}${html}`;
  const track = (name: string) => visit.page.evaluate(`void twinbeam.track('${name}')`);
  const arrived = () => site.names('server');

  beforeEach(async () => {
    site = await createSite();
    visit = await createVisit(browser());
    // Somewhere without the tag: nobody there repeats what was left behind.
    site.put('/away', '<!doctype html><title>Away</title>');
  });
  afterEach(async () => {
    await visit.close();
    await site.close();
  });
  const expectNoTrouble = () => expect(visit.troubles).toEqual([]);

  it.each(['localhost', 'www.shop.test'])('by a click that is tracked is heard, at %s', async (host) => {
    site.put(
      '/',
      tag(`<a href="/away" onclick="twinbeam.track('Lead')">Go</a><script>twinbeam.track('Contact')</script>`),
    );
    await visit.page.goto(site.url('/', host));
    await expect.poll(arrived).toEqual(['Contact']);
    await Promise.all([visit.page.waitForNavigation(), visit.page.click('a')]);
    await expect.poll(arrived).toEqual(['Contact', 'Lead']);
    expectNoTrouble();
  });

  it('by closing the page in the same tick is heard', async () => {
    site.put('/', '<!doctype html><button onclick="window.open(\'/short\')">Open</button>');
    site.put('/short', tag(`<script>twinbeam.ready(() => { twinbeam.track('Lead'); close(); })</script>`));
    await visit.page.goto(site.url());
    await visit.page.click('button');
    await expect.poll(arrived).toEqual(['Lead']);
    expectNoTrouble();
  });

  it('while the server is slow loses nothing, and what waited leaves by a beacon', async () => {
    site.put('/', tag());
    await visit.page.goto(site.url());
    site.break('/twin/collect', (_req, _res, next) => void setTimeout(next, 400));
    await track('Lead');
    await expect.poll(() => site.posts.length).toBe(1);
    await track('Contact');
    await visit.page.goto(site.url('/away'));
    await expect.poll(arrived).toEqual(['Contact', 'Lead']);
    expect(site.posts.map(({ messages }) => messages.length)).toEqual([1, 1]);
    expectNoTrouble();
  });

  it('with more than a beacon may hold finds it sent on the next page', async () => {
    site.put('/', tag());
    await visit.page.goto(site.url());
    site.break('/twin/collect', () => undefined);
    await track('First');
    await expect.poll(() => site.posts.length).toBe(1);
    await visit.page.evaluate(
      `for (let call = 0; call < 100; call++) twinbeam.track('Lead', { call, text: '東'.repeat(1000) })`,
    );
    await visit.page.goto(site.url('/away'));
    site.mend();
    const events = () => new Set(site.received('server').map(({ event_id }) => event_id)).size;
    await visit.page.goto(site.url());
    await track('Last');
    await expect.poll(events, { timeout: 20_000 }).toBe(102);
    expect(arrived()).toHaveLength(102);
    for (const { text } of site.posts) expect(Buffer.byteLength(text)).toBeLessThan(32_000);
    expectNoTrouble();
  });

  it('who is offline for a while loses nothing', async () => {
    site.put('/', tag());
    await visit.page.goto(site.url());
    await visit.page.setOfflineMode(true);
    await track('Lead');
    await track('Contact');
    expect(arrived()).toEqual([]);
    await visit.page.setOfflineMode(false);
    // Not every engine tells the page when it is a tool that has switched the network.
    await visit.page.evaluate(() => void dispatchEvent(new Event('online')));
    await expect.poll(arrived).toEqual(['Contact', 'Lead']);
    expectNoTrouble();
  });

  it('and comes back by the back-forward cache finds all as it was', async () => {
    site.put('/', tag());
    await visit.page.goto(site.url());
    await track('Lead');
    await visit.page.goto(site.url('/away'));
    // Its promise waits for a load, which a page out of the cache does not have everywhere.
    void visit.page.goBack().catch(() => undefined);
    await expect.poll(() => visit.page.evaluate('typeof twinbeam').catch(() => '')).toBe('object');
    await track('Contact');
    await expect.poll(arrived).toEqual(['Contact', 'Lead']);
    expectNoTrouble();
  });
});

describeEngines('the tabs of a site', (_engine, browser) => {
  it.each(['localhost', 'www.shop.test'])('send each event once when the server is back, at %s', async (host) => {
    const site = await createSite();
    const visit = await createVisit(browser());
    try {
      site.put('/', `<!doctype html>${site.twinbeam.scriptTag()}`);
      site.break('/twin/collect', (_req, res) => void res.sendStatus(503));
      const tabs = [visit.page, await visit.open(), await visit.open()];
      for (const tab of tabs) await tab.goto(site.url('/', host));
      // The first has tried; the others see that the server is down.
      await expect.poll(() => site.posts.length).toBe(1);
      for (const tab of tabs) await tab.evaluate(`void twinbeam.track('Lead')`);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(site.posts.length).toBe(1);

      site.mend();
      site.posts.length = 0;
      // Nobody waits for the pause that the server was given.
      await visit.page.evaluate(
        `for (const name of Object.keys(localStorage)) if (name.endsWith(' until')) localStorage.removeItem(name)`,
      );
      await Promise.all(tabs.map((tab) => tab.evaluate(() => void dispatchEvent(new Event('online')))));
      await expect
        .poll(() => site.names('server'), { timeout: 40_000 })
        .toEqual([...Array(3).fill('Lead'), ...Array(3).fill('PageView')]);
      if (host === 'localhost') expect(site.posts.flatMap(({ messages }) => messages)).toHaveLength(6);
      expect(visit.troubles).toEqual([]);
    } finally {
      await visit.close();
      await site.close();
    }
  });
});
