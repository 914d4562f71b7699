import { expect, it } from 'vitest';
import { byBoth, describeInFastBrowsers } from '../support/fixture.js';
import { minuteLater } from '../support/minute-later.js';
import { toPolicy } from '../support/policy.js';

/** Meta's own snippet, as in a theme, for another pixel. */
const snippet = (library: string, pixelId = '999') =>
  `<script>!(function (w, d) {
    if (w.fbq) return;
    var n = (w.fbq = function () { n.callMethod ? n.callMethod.apply(n, arguments) : n.queue.push(arguments); });
    w._fbq = w._fbq || n; n.push = n; n.loaded = true; n.version = '2.0'; n.queue = [];
    var s = d.createElement('script'); s.async = true; s.src = '${library}'; d.head.append(s);
  })(window, document); fbq('init', '${pixelId}'); fbq('track', 'PageView');</script>`;

describeInFastBrowsers('a page of strangers', (fixture) => {
  const tag: typeof fixture.server.twinbeam.scriptTag = (options) => fixture.server.twinbeam.scriptTag(options);
  const library = () => `${fixture.server.sandbox.url}/en_US/fbevents.js`;
  const hits = (pixelId = '1234567890') => fixture.server.received('browser').filter((hit) => hit.pixelId === pixelId);
  const ids = () => hits().map(({ event_id }) => typeof event_id);
  /** Waits for the page, and long enough for events that must not arrive. */
  const settled = async () => {
    await fixture.wait(1_000);
    await fixture.server.twinbeam.flush();
  };
  const delay = (path: string, ms: number) =>
    fixture.server.break(path, (_req, _res, next) => void setTimeout(next, ms));

  it('obeys the tag of a module', async () => {
    await fixture.open('<script type="module" src="/twin/t.js" data-consent="pending"></script>');
    await settled();
    expect([fixture.server.posts, hits(), await fixture.evaluate('document.cookie')]).toEqual([[], [], '']);
    await fixture.evaluate(`twinbeam.consent('granted')`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
  });

  it('obeys the tag of an optimiser, which has made a blob of the file', async () => {
    await fixture.open(`<script>fetch('/twin/t.js').then((file) => file.blob()).then((blob) => {
      const script = Object.assign(document.createElement('script'), { src: URL.createObjectURL(blob) });
      script.dataset.consent = 'granted';
      document.head.append(script);
    })</script>`);
    await expect.poll(() => fixture.server.names('server')).toEqual(['PageView']);
  });

  it('obeys the tag of an optimiser that serves a copy of the file from a folder of its own', async () => {
    const path = '/cache/min/1/twin/t.js';
    fixture.server.break(path, async (_req, res) => {
      const file = await fetch(fixture.server.url('/twin/t.js'));
      res.type('js').send(await file.text());
    });
    await fixture.open(`<script>dataLayer = []; function gtag() { dataLayer.push(arguments) }
      gtag('consent', 'default', { ad_storage: 'denied' })</script>
      <script src="${path}?ver=6.5" data-consent-from="datalayer"></script>`);
    await settled();
    expect(fixture.server.posts).toEqual([]);
    await fixture.evaluate(`gtag('consent', 'update', { ad_storage: 'granted' })`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
  });

  it('counts no page view where the tag of a module says so', async () => {
    await fixture.open(`<script type="module" src="/twin/t.js" data-page-views="off"></script>
      <script type="module">twinbeam.page();</script>`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
  });

  it('waits for consent where no tag can be read, and says so', async () => {
    await fixture.open(
      `<script>fetch('/twin/t.js').then((file) => file.text()).then((text) => (0, eval)(text))</script>`,
    );
    await settled();
    expect([fixture.server.posts, await fixture.evaluate('document.cookie')]).toEqual([[], '']);
    expect(fixture.session.warnings).toEqual([expect.stringContaining("twinbeam.consent('granted')")]);
    await fixture.evaluate(`twinbeam.consent('granted')`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
  });

  // WebKit's driver does not report what a frame writes to the console.
  const itSeesFrames = it.skipIf(fixture.browser === 'webkit');

  itSeesFrames('without an address that has the script in its own text waits for consent', async () => {
    await fixture.open(`<body><script>fetch('/twin/t.js').then((file) => file.text()).then((text) => {
      const frame = document.createElement('iframe');
      frame.sandbox = 'allow-scripts';
      frame.srcdoc = '<script>' + text + '<\\/script><script>parent.postMessage(typeof twinbeam.track, "*")<\\/script>';
      addEventListener('message', ({ data }) => { window.found = data });
      document.body.append(frame);
    })</script>`);
    await expect.poll(() => fixture.evaluate('window.found')).toBe('function');
    expect(fixture.session.warnings).toEqual([expect.stringContaining("twinbeam.consent('granted')")]);
  });

  it.each([
    'currentScript',
    'querySelectorAll',
    'createElement',
    'head',
    'cookie',
    'referrer',
    'addEventListener',
    'readyState',
  ])('with an element named %s loads nothing of another host', async (name) => {
    delay('/twin/t.js', 200);
    await fixture.open(
      `${tag()}<img name="${name}" data-src="http://evil.example/a.png" alt=""><form name="${name}"></form>`,
    );
    await fixture.evaluate(`twinbeam.identify('user-1', { email: 'ada@example.com' })`);
    // Meta's own library may fail at such an element.
    await expect.poll(() => fixture.server.names('server')).toEqual(['PageView']);
    expect(fixture.requestedHosts()).toEqual(['localhost']);
  });

  it.each(['twinbeam', 'fbq', '_fbq'])('with an element whose id is %s works', async (id) => {
    await fixture.open(`<section id="${id}">About</section><script async src="/twin/t.js"></script>`);
    await settled();
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
  });

  it.each([
    ['before the tag', `<script>window.twinbeam = { version: 1 }</script>TAG`],
    ['by a getter', `<script>Object.defineProperty(window, 'twinbeam', { get: () => ({}) })</script>TAG`],
    ['frozen', `<script>Object.defineProperty(window, 'twinbeam', { value: Object.freeze({}) })</script>TAG`],
    ['after the stub', `TAG<script>window.twinbeam = { version: 1 }</script>`],
  ])('that has a twinbeam of its own, %s, keeps it, and is told so', async (_when, html) => {
    await fixture.open(html.replace('TAG', tag()));
    await expect.poll(() => fixture.server.names('server')).toEqual(['PageView']);
    expect(fixture.session.warnings).toEqual([expect.stringContaining(`scriptTag({ global: 'tb' })`)]);
    expect(await fixture.evaluate('typeof twinbeam.track')).toBe('undefined');
    expect(fixture.session.errors).toEqual([]);
  });

  it('names the global as the tag says', async () => {
    await fixture.open(
      `<script>window.twinbeam = { track: 'mine' }</script>${tag({ global: 'tb', auto: ['elements'], debug: true })}<script>tb.track('Lead')</script>`,
    );
    await expect.poll(() => fixture.server.names('server')).toEqual(['Lead', 'PageView']);
    await expect.poll(() => fixture.server.names('browser')).toEqual(['Lead', 'PageView']);
    expect(await fixture.evaluate(`[twinbeam.track, typeof tb.flush]`)).toEqual(['mine', 'function']);
  });

  it.each([
    ['of another host', 'http://other.test/assets/t.js'],
    ['of the same host', '/assets/t.js'],
  ])('believes no other script with its file name, %s', async (_what, src) => {
    await fixture.open(
      `<script src="${src}" data-consent="granted"></script><script type="module" src="/twin/t.js" data-consent="pending"></script>`,
    );
    await settled();
    expect([fixture.server.posts, hits()]).toEqual([[], []]);
    await fixture.evaluate(`twinbeam.consent('granted')`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
  });

  it('believes no script of another host that evaluates it', async () => {
    fixture.server.putPage(
      '/loader.js',
      `fetch('/twin/t.js').then((file) => file.text()).then((text) => (0, eval)(text))`,
      { 'content-type': 'text/javascript' },
    );
    const loader = fixture.server.url('/loader.js', 'other.test');
    await fixture.open(`<script src="${loader}" data-consent="granted"></script>`);
    await settled();
    expect([fixture.server.posts, await fixture.evaluate('document.cookie')]).toEqual([[], '']);
    await fixture.evaluate(`twinbeam.consent('granted')`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
  });

  it('believes no tag that a consent platform has blocked', async () => {
    await fixture.open(
      `<script type="text/plain" src="/twin/t.js" data-consent="granted"></script><script type="module" src="/twin/t.js" data-consent="pending"></script>`,
    );
    await settled();
    expect([fixture.server.posts, await fixture.evaluate('document.cookie')]).toEqual([[], '']);
  });

  it('with a base of another host sends to its own', async () => {
    await fixture.open(`${tag()}<base href="http://other.test/assets/">`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
  });

  it('with toJSON of an old library keeps the products', async () => {
    await fixture.open(`<script>
      Array.prototype.toJSON = function () { return '[' + this.map((item) => JSON.stringify(item)).join(', ') + ']'; };
      String.prototype.toJSON = Date.prototype.toJSON = function () { return '"' + this + '"'; };</script>${tag()}
      <script>twinbeam.track('Order Completed', { order_id: 'P1', revenue: 10, currency: 'EUR', since: new Date(0),
        products: [{ product_id: 'a', price: 5 }, { product_id: 'b', price: 5 }] });</script>`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView', 'Purchase'));
    const purchase = (leg: 'browser' | 'server') =>
      fixture.server.received(leg).find(({ event_name }) => event_name === 'Purchase')?.custom_data;
    expect(purchase('server')).toMatchObject({ content_ids: ['a', 'b'], since: '1970-01-01T00:00:00.000Z' });
    // The library serialises lists, with the JSON functions that the page has changed.
    expect(purchase('browser')).toMatchObject({ num_items: '2', since: '1970-01-01T00:00:00.000Z' });
  });

  it('with objects around texts, and with a product that cannot be read, keeps the others', async () => {
    await fixture.open(`${tag()}<script>
      // As in a callback of jQuery's each.
      ['a'].forEach(function () { twinbeam.track('Product Added', { product_id: this, price: new Number(5), currency: 'EUR' }) }, new String('a'));
      twinbeam.track('Checkout Started', { value: 9, currency: 'EUR',
        products: [{ product_id: 'b', price: 9 }, { toJSON() { throw new Error('no') } }] });</script>`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('AddToCart', 'InitiateCheckout', 'PageView'));
    const contentIds = (leg: 'browser' | 'server', name: string) =>
      fixture.server.received(leg).find(({ event_name }) => event_name === name)?.custom_data.content_ids;
    for (const leg of ['browser', 'server'] as const) {
      expect([contentIds(leg, 'AddToCart'), contentIds(leg, 'InitiateCheckout')]).toEqual([['a'], ['b']]);
    }
  });

  it('that comes back from the cache has no page view of the library', async () => {
    await fixture.open(tag());
    await fixture.arrivedNames();
    await fixture.evaluate(`void dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView', 'PageView'));
    expect(new Set(ids())).toEqual(new Set(['string']));
  });

  it('with a foreign pixel and a router counts each page once, with an id', async () => {
    await fixture.open(`${snippet(library())}${tag()}`);
    await fixture.arrivedNames();
    await fixture.evaluate(`history.pushState(1, '', '/p2')`);
    await fixture.arrivedNames();
    await settled();
    expect(hits().filter(({ event_name }) => event_name === 'PageView')).toHaveLength(2);
    expect(new Set(ids())).toEqual(new Set(['string']));
  });

  it('lets foreign calls reach the pixel where the option coexist says so', async () => {
    await fixture.restart({ coexist: true });
    await fixture.open(tag());
    await fixture.arrivedNames();
    await fixture.evaluate(`fbq('track', 'Contact')`);
    await expect.poll(() => hits().map(({ event_name }) => event_name)).toContain('Contact');
  });

  it.skipIf(fixture.isMetaLibrary).each([
    [undefined, false],
    ['meta', true],
  ] as const)('with automaticEvents %s reads forms: %s', async (automaticEvents, reads) => {
    await fixture.restart(automaticEvents ? { automaticEvents } : {});
    await fixture.open(
      `${tag()}<form onsubmit="return false"><input type="email" name="email" value="visitor@private.example"><button id="go">Sign up</button></form>`,
    );
    await fixture.arrivedNames();
    await fixture.session.page.click('#go');
    await fixture.arrivedNames();
    expect(hits().some(({ event_name }) => event_name === 'SubscribedButtonClick')).toBe(reads);
  });

  it('sends by the Pixel what follows a no and a yes before the library', async () => {
    fixture.server.sandbox.break({ target: 'pixel', delayMs: 1_000, times: 1 });
    await fixture.open(tag());
    await fixture.evaluate(`void (twinbeam.consent('denied'), twinbeam.consent('granted'), twinbeam.track('Lead'))`);
    await fixture.arrivedNames();
    expect(hits().map(({ event_name }) => event_name)).toContain('Lead');
  });

  it('has the user data of who is signed in, and none of who was', async () => {
    await fixture.open(tag());
    await fixture.arrivedNames();
    const track = (name: string) => `twinbeam.track('${name}');`;
    await fixture.evaluate(
      `void (twinbeam.identify('user-1', { email: 'ada@example.com' }), ${track('A').slice(0, -1)})`,
    );
    await fixture.arrivedNames();
    await fixture.evaluate(`void (twinbeam.reset(), ${track('B').slice(0, -1)})`);
    await fixture.arrivedNames();
    const userData = (leg: 'browser' | 'server', name: string) =>
      fixture.server.received(leg).find(({ event_name }) => event_name === name)?.user_data ?? {};
    expect(userData('browser', 'A').em).toBeTruthy();
    for (const leg of ['browser', 'server'] as const)
      expect([leg, userData(leg, 'B').em || undefined]).toEqual([leg, undefined]);
    for (const name of ['A', 'B'])
      expect(userData('browser', name).external_id).toEqual([userData('server', name).external_id].flat()[0]);
  });

  it('sends no copy of the user data that it began with after a reset', async () => {
    await fixture.open(`${tag()}<script>twinbeam.identify('user-1', { email: 'ada@example.com' })</script>`);
    await fixture.arrivedNames();
    await fixture.evaluate(`void (twinbeam.reset(), twinbeam.track('Lead'))`);
    await fixture.arrivedNames();
    const addresses = (name: string) => {
      const { parameters } = hits().find(({ event_name }) => event_name === name) ?? {};
      return ['ud', 'aud', 'cud', 'ncud'].filter((group) => parameters?.[`${group}[em]`]);
    };
    expect([addresses('PageView'), addresses('Lead')]).toEqual([['ud', 'aud', 'cud', 'ncud'], []]);
  });

  it('with more products than a message holds values sends what fits', async () => {
    await fixture.open(
      `${tag({ pageViews: false })}<script>twinbeam.track('Product List Viewed', { value: 5, currency: 'EUR',
        products: Array.from({ length: 3000 }, (_, i) => ({ product_id: 'p' + i, price: 1, name: 'Boot', quantity: 1 })) })</script>`,
    );
    await expect.poll(() => fixture.server.names('server')).toEqual(['ViewContent']);
    const [event] = fixture.server.received('server');
    expect([event?.custom_data.value, typeof event?.user_data.external_id]).toEqual([5, 'string']);
    expect(event?.event_source_url).toBe(fixture.server.url());
  });

  it('takes no number for a telephone number', async () => {
    await fixture.open(
      `${tag()}<script>twinbeam.identify('100200300', { birthday: '1990-02-10', gender: 'Female', address: { zip: 'SW1A 1AA' } }); twinbeam.track('Lead')</script>`,
    );
    await fixture.arrivedNames();
    const [browser, server] = (['browser', 'server'] as const).map(
      (leg) => fixture.server.received(leg)[0]?.user_data ?? {},
    );
    expect(browser?.ph || undefined).toBeUndefined();
    for (const key of ['external_id', 'ge', 'zp', 'db'])
      expect([key, browser?.[key]]).toEqual([key, [server?.[key]].flat()[0]]);
  });

  it('gives the Pixel no match key that the server refuses or writes otherwise', async () => {
    const rows = [
      ['mailto:ada@example.com', '+370 8 612 34567'],
      ['a@b', '+7 8 912 345-67-89'],
      ['ada..b@example.com', '+375 8 029 491 1911'],
      ['ada@1.2.3.4', '+1 1 650 555 0100'],
      ['ada@example', '+993 8 12 345678'],
      ['.ada@example.com', '+54 11 15 2345 6789'],
      ['ada@-example.com', '+44 123'],
      ['ada@example-.com', '+7 8 912 345'],
      ["ada.o'neil@example.co.uk", '+44 (0)20 7946 0958'],
    ].map(([email, phone], index) => ({ name: `${index}`, traits: { email, phone } }));
    await fixture.open(tag({ pageViews: false }));
    for (const { name, traits } of rows) {
      const calls = `twinbeam.reset(), twinbeam.identify(${JSON.stringify(traits)}), twinbeam.track('${name}')`;
      await fixture.evaluate(`void (${calls})`);
    }
    await fixture.arrivedNames();
    const matchKeys = (leg: 'browser' | 'server', name: string) => {
      const userData = fixture.server.received(leg).find(({ event_name }) => event_name === name)?.user_data ?? {};
      return [userData.em, userData.ph].map((value) => [value].flat()[0] || undefined);
    };
    const usual = rows.pop()?.name as string;
    for (const { name } of rows) expect([name, matchKeys('browser', name)]).toEqual([name, [undefined, undefined]]);
    expect(matchKeys('browser', usual)).toEqual(matchKeys('server', usual));
  });

  it('sends hits of any length under the documented policy', async () => {
    await fixture.open(
      `${tag({ nonce: 'abc' })}<script nonce="abc">
        twinbeam.identify('user-1', { email: 'ada@example.com', phone: '+44 20 7946 0958', firstName: 'Ada', lastName: 'Byron',
          birthday: '1985-12-10', gender: 'f', address: { city: 'London', state: 'London', postalCode: 'SW1A 1AA', country: 'GB' } });
        twinbeam.track('Checkout Started', { value: 380, currency: 'EUR', products: Array.from({ length: 40 }, (_, i) => ({ product_id: 'SKU-0000' + i, name: 'Product ' + i, price: 9.5 })) });
      </script>`,
      {
        headers: {
          'content-security-policy': toPolicy(
            fixture.server.twinbeam.contentSecurityPolicy({ nonce: 'abc', trustedTypes: true }),
          ),
        },
      },
    );
    expect(await fixture.arrivedNames()).toEqual(byBoth('InitiateCheckout', 'PageView'));
    expect(hits().find(({ event_name }) => event_name === 'InitiateCheckout')?.parameters).toMatchObject({
      rqm: fixture.browser === 'chromium' ? 'formPOST' : 'SB',
    });
    expect(fixture.session.errors).toEqual([]);
  });

  it('sends a purchase again that a page of something between has answered', async () => {
    fixture.server.break('/twin/collect', (_req, res) => void res.type('html').send('<title>Log in</title>'));
    const page = `${tag()}<script>twinbeam.track('Order Completed', { order_id: 'C1', revenue: 10, currency: 'EUR' })</script>`;
    await fixture.open(page);
    await expect.poll(() => fixture.server.posts[0]?.status).toBe(200);
    await settled();
    fixture.server.mend();
    await fixture.open(`${minuteLater}${page}`);
    await expect.poll(() => fixture.server.names('server')).toContain('Purchase');
    expect(fixture.server.names('server').filter((name) => name === 'Purchase')).toHaveLength(1);
  });

  itSeesFrames('says once that a frame in a sandbox is refused, and does not repeat its messages', async () => {
    fixture.server.putPage('/frame', `<!doctype html>${tag()}<script>twinbeam.track('Lead')</script>`);
    await fixture.open('<iframe sandbox="allow-scripts" src="/frame"></iframe>');
    await expect
      .poll(() => fixture.session.warnings.filter((text) => text.includes('sandboxed frame')))
      .toHaveLength(1);
  });

  it('sends from a frame in a sandbox whose origin the options name', async () => {
    await fixture.restart({ collect: { origins: ['null'], maxDelayMs: 60_000 } });
    fixture.server.putPage('/frame', `<!doctype html>${tag()}<script>twinbeam.track('Lead')</script>`);
    await fixture.open('<iframe sandbox="allow-scripts" src="/frame"></iframe>');
    await expect.poll(() => fixture.server.names('server')).toEqual(['Lead', 'PageView']);
    expect(fixture.session.warnings.filter((text) => text.includes('twinbeam'))).toEqual([]);
  });

  it.skipIf(fixture.isMetaLibrary)('has one click id on both legs', async () => {
    await fixture.open(tag(), { host: 'www.shop.test', path: '/?fbclid=IwAR0_x.Y123' });
    await fixture.arrivedNames();
    const all = fixture.server.sandbox
      .events()
      .map(({ user_data }) => String(user_data.fbc).split('.').slice(3).join('.'));
    expect([...new Set(all)]).toEqual(['IwAR0_x__DOT__Y123']);
  });

  it.skipIf(fixture.isMetaLibrary).each([
    ['?fbclid=a%2Cb', undefined],
    ['#/boots?fbclid=a%20b', undefined],
    ['?fbclid=%E0%A4%A', undefined],
    ['?a=1#/boots?fbclid=IwAR0_x-Y', 'IwAR0_x-Y'],
  ])('opened at %s has the click id %s, from page to page', async (query, clickId) => {
    const clickIds = async (path: string, ...legs: readonly string[]) => {
      await fixture.arrivedNames();
      // A hit of the previous page may arrive late.
      const ofPage = fixture.server.sandbox.events().filter((event) => event.event_source_url?.endsWith(path));
      const all = ofPage.filter(({ source }) => legs.includes(source));
      return [...new Set(all.map(({ user_data }) => user_data.fbc && String(user_data.fbc).split('.')[3]))];
    };
    await fixture.open(tag(), { host: 'www.shop.test', path: `/${query}` });
    // There Meta's library writes its own cookie.
    expect(await clickIds(`/${query}`, 'server')).toEqual([clickId]);
    for (const path of ['/2', '/3']) {
      fixture.server.sandbox.clear();
      await fixture.open(tag(), { host: 'www.shop.test', path });
      expect(await clickIds(path, 'browser', 'server')).toEqual([clickId]);
    }
    const told = fixture.session.warnings.filter((text) => text.includes('fbclid'));
    expect(told).toHaveLength(clickId ? 0 : 1);
  });

  it('counts the pages of a router that has kept pushState, where there is a Navigation API', async () => {
    await fixture.open(`<script>push = history.pushState.bind(history)</script>${tag()}`);
    await fixture.arrivedNames();
    await fixture.evaluate(`push(1, '', '/p2')`);
    const count = (await fixture.evaluate(`'navigation' in window`)) ? 2 : 1;
    expect(await fixture.arrivedNames()).toEqual(byBoth(...Array(count).fill('PageView')));
  });

  it.each([
    ['takes parameters out of the address', `history.replaceState(1, '', location.pathname)`],
    ['writes the values of a filter', `for (let i = 0; i < 10; i++) history.replaceState(1, '', '?max=' + i)`],
    ['pushes the address that it has', `history.pushState(1, '', location.href)`],
  ])('that %s counts no view', async (_what, script) => {
    await fixture.open(tag(), { path: '/?utm_source=x' });
    await fixture.arrivedNames();
    await fixture.evaluate(`void (() => { ${script} })()`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
  });

  it('that pushes the values of a filter has its first and last view', async () => {
    await fixture.open(tag());
    await fixture.arrivedNames();
    await fixture.evaluate(`void (() => { for (let i = 0; i < 10; i++) history.pushState(1, '', '?q=' + i) })()`);
    await fixture.wait(1_200);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView', 'PageView', 'PageView'));
    expect(fixture.server.posts.flatMap(({ messages }) => messages).map((each) => JSON.stringify(each))).toEqual(
      expect.arrayContaining([expect.stringContaining('?q=9')]),
    );
  });

  it('counts the pages of the query parameters that the tag names', async () => {
    await fixture.open(tag({ pageParameters: ['page', 'sort'] }));
    await fixture.arrivedNames();
    for (const change of [
      `pushState(1, '', '?max=5')`,
      `replaceState(1, '', '?max=5&page=2')`,
      `pushState(1, '', '?page=2')`,
    ]) {
      await fixture.evaluate(`history.${change}`);
      await fixture.wait(1_100);
    }
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView', 'PageView'));
  });

  it('has loaded before the library of Meta has', async () => {
    fixture.server.sandbox.break({ target: 'pixel', delayMs: 3_000, times: 1 });
    await fixture.open(
      `${tag()}<script>loaded = new Promise((resolve) => addEventListener('load', () => resolve(!window.fbq?.callMethod)))</script>`,
    );
    expect(await fixture.evaluate('loaded')).toBe(true);
    await fixture.arrivedNames();
  });

  it('of XML takes the tag', async () => {
    fixture.server.putPage(
      '/xml',
      `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Shop</title>${tag()}</head><body></body></html>`,
      { 'content-type': 'application/xhtml+xml' },
    );
    await fixture.session.page.goto(fixture.server.url('/xml'));
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
  });
});
