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

  it('sends to the host of the site that serves the script, with its cookies', async () => {
    const origins: string[] = [];
    await site.close();
    site = await createSite({ collect: { origins } });
    origins.push(new URL(site.url('/', 'www.shop.test')).origin);
    site.put(
      '/',
      `<!doctype html><title>Shop</title><script async src="${site.url('/twin/t.js', 'pay.shop.test')}"></script>`,
    );
    const posts: string[] = [];
    visit.page.on('request', (request) => void (request.method() === 'POST' && posts.push(request.url())));
    await visit.page.goto(site.url('/', 'www.shop.test'));
    await expect.poll(() => site.sandbox.summary().events.PageView).toMatchObject({ paired: 1 });
    expect(posts[0]).toBe(site.url('/twin/collect', 'pay.shop.test'));
    // The answer can be read, so nothing is kept for later.
    await visit.page.evaluate('twinbeam.flush()');
    const kept = `Object.keys(localStorage).filter((name) => /^twinbeam http.* [0-9]/.test(name))`;
    expect(await visit.page.evaluate(kept)).toEqual([]);
    expect([site.posts.length, site.posts[0]?.status]).toEqual([1, 202]);
  });

  it('sends by the server where trusted types are demanded and no policy lets the files beside the script in', async () => {
    const html = '<!doctype html><title>Shop</title><script async src="/twin/t.js" data-auto="elements"></script>';
    site.put('/', html, { 'content-security-policy': "require-trusted-types-for 'script'" });
    await visit.page.goto(site.url('/'));
    await expect.poll(() => site.names('server')).toEqual(['PageView']);
  });

  it('sends from a frame in a sandbox, which has neither cookies nor storage', async () => {
    site.put('/frame', '<!doctype html><script async src="/twin/t.js"></script>');
    site.put('/', '<!doctype html><title>Shop</title><iframe sandbox="allow-scripts" src="/frame"></iframe>');
    await visit.page.goto(site.url('/'));
    await expect.poll(() => site.posts[0]?.messages).toMatchObject([{ type: 'page', anonymousId: expect.any(String) }]);
  });
});
