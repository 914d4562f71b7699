import { expect, it } from 'vitest';
import { byBoth, describeFixture } from '../support/fixture.js';

describeFixture('page views', (fixture) => {
  const views = (count: number) => byBoth(...Array<string>(count).fill('PageView'));
  /** Reads path and referrer of each page view. */
  const places = () =>
    fixture.server.posts
      .flatMap(({ messages }) => messages)
      .filter(({ type }) => type === 'page')
      .map(({ context }) => (context as { page: { url: string; referrer: string } }).page)
      .map(({ url, referrer }) => [url, referrer].map((address) => address.replace(fixture.server.url(''), '')));

  it.each<[string, string, number]>([
    ['the load alone', '0', 1],
    ['two addresses', `history.pushState(1, '', '/a'), history.pushState(1, '', '/b')`, 3],
    ['one that replaces', `history.replaceState(1, '', '/a')`, 2],
    [
      'the same address again',
      `history.pushState(1, '', '/a'), history.pushState(2, '', '/a'), history.replaceState(3, '', '/a')`,
      2,
    ],
    ['there and back', `history.pushState(1, '', '/a'), history.pushState(1, '', '/')`, 3],
    [
      'an address that gets its last slash',
      `history.pushState(1, '', '/a?b=/'), history.replaceState(2, '', '/a/?b=/'), history.replaceState(3, '', '/a/#c')`,
      2,
    ],
    ['another query', `history.pushState(1, '', '?page=2')`, 2],
    ['another hash', `history.pushState(1, '', '#a'), location.hash = 'b'`, 1],
    ['state without an address', `history.pushState(1, '')`, 1],
  ])('are counted once each: %s', async (_name, change, count) => {
    await fixture.open(fixture.server.twinbeam.scriptTag());
    await fixture.evaluate(change);
    expect(await fixture.arrivedNames()).toEqual(views(count));
    expect(fixture.session.errors).toEqual([]);
  });

  it('say where they took place and where the visitor came from', async () => {
    await fixture.open(fixture.server.twinbeam.scriptTag());
    await fixture.evaluate(`history.pushState(1, '', '/a'), history.pushState(1, '', '/b')`);
    await fixture.arrivedNames();
    expect(places()).toEqual([
      ['/', ''],
      ['/a', '/'],
      ['/b', '/a'],
    ]);
  });

  it('follow back and forward', async () => {
    await fixture.open(fixture.server.twinbeam.scriptTag());
    await fixture.evaluate(`history.pushState(1, '', '/a')`);
    for (const way of ['back', 'forward']) {
      await fixture.evaluate(
        `new Promise((done) => { addEventListener('popstate', done, { once: true }); history.${way}() }).then(() => 0)`,
      );
    }
    expect(await fixture.arrivedNames()).toEqual(views(4));
  });

  it('count routes in the hash when they are asked to', async () => {
    await fixture.open(fixture.server.twinbeam.scriptTag({ pageViews: 'hash' }));
    await fixture.evaluate(
      `new Promise((done) => { addEventListener('hashchange', done, { once: true }); location.hash = '/boots' }).then(() => 0)`,
    );
    await fixture.evaluate(`history.pushState(1, '', '#/coats')`);
    // A filter's values after the route are not a new route.
    await fixture.evaluate(`for (const page of [1, 2, 3]) history.replaceState(1, '', '#/coats?page=' + page)`);
    expect(await fixture.arrivedNames()).toEqual(views(3));
  });

  it('are left to the page when it says so', async () => {
    await fixture.open(`${fixture.server.twinbeam.scriptTag({ pageViews: false })}<script>twinbeam.page()</script>`);
    await fixture.evaluate(`history.pushState(1, '', '/a')`);
    expect(await fixture.arrivedNames()).toEqual(views(1));
  });

  it('are counted once though others wrap the history too, before and after', async () => {
    const wrap = `for (const name of ['pushState', 'replaceState']) {
      const original = history[name]; history[name] = function () { return original.apply(this, arguments) } }`;
    await fixture.open(`<script>${wrap}</script>${fixture.server.twinbeam.scriptTag()}`);
    await fixture.evaluate(`(() => { ${wrap}; history.pushState(1, '', '/a') })()`);
    expect(await fixture.arrivedNames()).toEqual(views(2));
  });

  it('count a page that comes back from the cache of the browser', async () => {
    await fixture.open(fixture.server.twinbeam.scriptTag());
    await fixture.arrivedNames();
    await fixture.evaluate('window.kept = true');
    fixture.server.putPage('/away', '<!doctype html><title>Away</title>');
    await Promise.all([fixture.session.page.waitForNavigation(), fixture.evaluate(`void (location.href = '/away')`)]);
    await fixture.evaluate('void setTimeout(() => history.back())');
    await expect.poll(() => fixture.evaluate('document.title').catch(() => undefined)).toBe('Shop');
    // The same page, not a new load; the tests' Chromium has no back-forward cache.
    if (fixture.browser === 'firefox') expect(await fixture.evaluate('window.kept')).toBe(true);
    expect(await fixture.arrivedNames()).toEqual(views(2));
  });
});
