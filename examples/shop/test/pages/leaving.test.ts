import { beforeEach, expect, it } from 'vitest';
import { describeFixture } from '../support/fixture.js';

describeFixture('a visitor who leaves', (fixture) => {
  const tag = (html = '') =>
    `<!doctype html><title>Shop</title>${fixture.server.twinbeam.scriptTag({ pageViews: false })}${html}`;
  const track = (name: string) => fixture.session.page.evaluate(`void twinbeam.track('${name}')`);
  const arrived = () => fixture.server.names('server');

  beforeEach(() => {
    // A page without the tag does not send the messages that the other page has stored.
    fixture.server.putPage('/away', '<!doctype html><title>Away</title>');
  });
  const expectNoErrors = () => expect(fixture.session.errors).toEqual([]);

  it.each(['localhost', 'www.shop.test'])('by a click that is tracked is heard, at %s', async (host) => {
    fixture.server.putPage(
      '/',
      tag(`<a href="/away" onclick="twinbeam.track('Lead')">Go</a><script>twinbeam.track('Contact')</script>`),
    );
    await fixture.session.page.goto(fixture.server.url('/', host));
    await expect.poll(arrived).toEqual(['Contact']);
    await Promise.all([fixture.session.page.waitForNavigation(), fixture.session.page.click('a')]);
    await expect.poll(arrived).toEqual(['Contact', 'Lead']);
    expectNoErrors();
  });

  it.each([
    ['a link', `onclick="twinbeam.track('Lead', { value: 9.5 })" href="/away"`],
    ['a script', `onclick="twinbeam.track('Lead', { value: 9.5 }); location.href = '/away'; return false" href="#"`],
  ])('by %s at the first event of the page is heard on both legs', async (_by, attributes) => {
    // The page's own Pixel has loaded its library and configuration, so our event need not wait for a file.
    fixture.server.putPage(
      '/',
      tag(`<a ${attributes}>Go</a><script>fbq = (...call) => fbq.callMethod ? fbq.callMethod(...call) : fbq.queue.push(call);
        Object.assign(fbq, { push: fbq, queue: [], loaded: true, version: '2.0' });
        fbq('init', '1234567890'); fbq('track', 'Contact')</script>
        <script src="${fixture.server.sandbox.url}/en_US/fbevents.js"></script>`),
    );
    await fixture.session.page.goto(fixture.server.url());
    const hits = () => fixture.server.names('browser');
    await expect.poll(hits).toEqual(['Contact']);
    await Promise.all([fixture.session.page.waitForNavigation(), fixture.session.page.click('a')]);
    await expect.poll(arrived).toEqual(['Lead']);
    expectNoErrors();
    // Firefox cancels images of a page that is left: a plain `fbq('track')` instead of ours is lost as often.
    if (fixture.browser === 'firefox') return;
    await expect.poll(hits).toEqual(['Contact', 'Lead']);
    const hit = fixture.server.received('browser').find(({ event_name }) => event_name === 'Lead');
    expect(hit?.event_id).toBe(fixture.server.received('server')[0]?.event_id);
  });

  it('by a script on a page that sends no referrer is heard', async () => {
    await fixture.open(
      tag(`<script>addEventListener('load', () => setTimeout(() => {
        twinbeam.track('Contact');
        // Too soon for another request, so it is sent as a beacon.
        setTimeout(() => { twinbeam.track('Lead'); location.href = '/away' }, 20);
      }, 500))</script>`),
      { headers: { 'referrer-policy': 'no-referrer' } },
    );
    await expect.poll(arrived).toEqual(['Contact', 'Lead']);
    expectNoErrors();
  });

  it.each([
    ['when it is hidden', `document.addEventListener('visibilitychange', () => twinbeam.track('Lead'))`],
    ['when it is left', `addEventListener('pagehide', () => twinbeam.track('Lead'))`],
    // WebKit keeps the page in its cache, and does not call such a listener.
    ...(fixture.browser === 'webkit'
      ? []
      : [['last of all', `addEventListener('unload', () => twinbeam.track('Lead'))`]]),
  ])('is heard of what the page tracks %s', async (_when, listen) => {
    fixture.server.putPage('/', tag(`<script>twinbeam.track('Contact')</script>`));
    await fixture.session.page.goto(fixture.server.url());
    await expect.poll(arrived).toEqual(['Contact']);
    await fixture.evaluate(listen);
    await fixture.session.page.goto(fixture.server.url('/away'));
    await expect.poll(arrived).toEqual(['Contact', 'Lead']);
    expectNoErrors();
  });

  it('by closing the page in the same tick is heard', async () => {
    fixture.server.putPage('/', '<!doctype html><button onclick="window.open(\'/short\')">Open</button>');
    fixture.server.putPage(
      '/short',
      tag(`<script>twinbeam.ready(() => { twinbeam.track('Lead'); close(); })</script>`),
    );
    await fixture.session.page.goto(fixture.server.url());
    await fixture.session.page.click('button');
    await expect.poll(arrived).toEqual(['Lead']);
    expectNoErrors();
  });

  it.each([
    ['while the server is slow', ''],
    // As libraries have that measure a page. Chromium ends the request before any listener is called.
    ['whose page has a listener before ours', `<script>addEventListener('pagehide', () => 0, true)</script>`],
  ])('%s loses nothing, and what waited leaves by a beacon', async (_while, script) => {
    fixture.server.putPage('/', script + tag());
    await fixture.session.page.goto(fixture.server.url());
    fixture.server.break('/twin/collect', (_req, _res, next) => void setTimeout(next, 400));
    await track('Lead');
    await expect.poll(() => fixture.server.posts.length).toBe(1);
    await track('Contact');
    await fixture.session.page.goto(fixture.server.url('/away'));
    await expect.poll(arrived).toEqual(['Contact', 'Lead']);
    expect(fixture.server.posts).toHaveLength(2);
    // The server is not taken for one that is down.
    expect(await fixture.evaluate(`Object.keys(localStorage).filter((name) => name.endsWith(' until'))`)).toEqual([]);
    expectNoErrors();
  });

  it('with more than a beacon may hold finds it sent on the next page', async () => {
    fixture.server.putPage('/', tag());
    await fixture.session.page.goto(fixture.server.url());
    fixture.server.break('/twin/collect', () => undefined);
    await track('First');
    await expect.poll(() => fixture.server.posts.length).toBe(1);
    await fixture.session.page.evaluate(
      `for (let call = 0; call < 100; call++) twinbeam.track('Lead', { call, text: '東'.repeat(1000) })`,
    );
    await fixture.session.page.goto(fixture.server.url('/away'));
    fixture.server.mend();
    const events = () => new Set(fixture.server.received('server').map(({ event_id }) => event_id)).size;
    await fixture.session.page.goto(fixture.server.url());
    await track('Last');
    await expect.poll(events, { timeout: 20_000 }).toBe(102);
    expect(arrived()).toHaveLength(102);
    for (const { text } of fixture.server.posts) expect(Buffer.byteLength(text)).toBeLessThan(32_000);
    expectNoErrors();
  });

  it('who is offline for a while loses nothing', async () => {
    fixture.server.putPage('/', tag());
    await fixture.session.page.goto(fixture.server.url());
    await fixture.session.page.setOfflineMode(true);
    await track('Lead');
    await track('Contact');
    expect(arrived()).toEqual([]);
    await fixture.session.page.setOfflineMode(false);
    // Not every browser fires the event when an automation tool switches the network.
    await fixture.session.page.evaluate(() => void dispatchEvent(new Event('online')));
    await expect.poll(arrived).toEqual(['Contact', 'Lead']);
    expectNoErrors();
  });

  it('and comes back by the back-forward cache finds all as it was', async () => {
    fixture.server.putPage('/', tag());
    await fixture.session.page.goto(fixture.server.url());
    await track('Lead');
    // Meta's library reads `top` when it starts. In a page that is left while it loads, Firefox throws at that.
    await expect.poll(() => fixture.server.names('browser')).toEqual(['Lead']);
    await fixture.session.page.goto(fixture.server.url('/away'));
    // Its promise waits for a load event, which not every browser fires for a page from the cache.
    void fixture.session.page.goBack().catch(() => undefined);
    await expect.poll(() => fixture.session.page.evaluate('typeof twinbeam').catch(() => '')).toBe('object');
    await track('Contact');
    await expect.poll(arrived).toEqual(['Contact', 'Lead']);
    expectNoErrors();
  });
});

describeFixture('the tabs of a site', (fixture) => {
  it.each(['localhost', 'www.shop.test'])('send each event once when the server is back, at %s', async (host) => {
    fixture.server.putPage('/', `<!doctype html>${fixture.server.twinbeam.scriptTag()}`);
    fixture.server.break('/twin/collect', (_req, res) => void res.sendStatus(503));
    const tabs = [fixture.session.page, await fixture.session.openTab(), await fixture.session.openTab()];
    for (const tab of tabs) await tab.goto(fixture.server.url('/', host));
    // The first tab has tried; the others see that the server is down.
    await expect.poll(() => fixture.server.posts.length).toBe(1);
    for (const tab of tabs) await tab.evaluate(`void twinbeam.track('Lead')`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(fixture.server.posts.length).toBe(1);

    fixture.server.mend();
    fixture.server.posts.length = 0;
    // Removes the backoff, so that the test need not wait for it.
    await fixture.session.page.evaluate(
      `for (const name of Object.keys(localStorage)) if (name.endsWith(' until')) localStorage.removeItem(name)`,
    );
    await Promise.all(tabs.map((tab) => tab.evaluate(() => void dispatchEvent(new Event('online')))));
    await expect
      .poll(() => fixture.server.names('server'), { timeout: 40_000 })
      .toEqual([...Array(3).fill('Lead'), ...Array(3).fill('PageView')]);
    if (host === 'localhost') expect(fixture.server.posts.flatMap(({ messages }) => messages)).toHaveLength(6);
    expect(fixture.session.errors).toEqual([]);
  });
});
