import { networkInterfaces } from 'node:os';
import { beforeEach, describe, expect, it } from 'vitest';
import { byBoth, describeFixture, type Fixture } from '../support/fixture.js';

const host = 'www.shop.test';
const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

/** Simulations of in-app browsers of Meta's apps. The requests to the app are in `window.asked`. */
const inAppBrowsers = {
  ios: (answer: string, delayMs: number) => {
    const asked: string[] = [];
    const postMessage = (property: string) => {
      asked.push(property);
      return new Promise((resolve) => setTimeout(resolve, delayMs, property === 'clickID' ? answer : ''));
    };
    Object.assign(window, { asked, webkit: { messageHandlers: { browserProperties: { postMessage } } } });
  },
  android: (answer: string, delayMs: number, app: string) => {
    const asked: string[] = [];
    const userAgent = `Mozilla/5.0 (Linux; Android 10; SM-G960U; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/108.0.5359.153 Mobile Safari/537.36 ${app}`;
    Object.defineProperty(navigator, 'userAgent', { get: () => userAgent });
    class BridgedRequest extends XMLHttpRequest {
      #isForApp = false;
      override open(method: string, url: string | URL): void {
        this.#isForApp = `${url}`.startsWith('properties:');
        if (this.#isForApp) asked.push(`${url}`);
        else super.open(method, url);
      }
      override send(): void {
        if (!this.#isForApp) {
          super.send();
          return;
        }
        setTimeout(() => {
          Object.defineProperties(this, { status: { value: 200 }, responseText: { value: answer } });
          Object.defineProperty(this, 'readyState', { value: 4 });
          for (const name of ['load', 'loadend']) this.dispatchEvent(new ProgressEvent(name));
        }, delayMs);
      }
    }
    Object.assign(window, { asked, XMLHttpRequest: BridgedRequest });
  },
};
const facebook = '[FB_IAB/FB4A;FBAV/397.0.0.0.145;]';
const instagram = 'Instagram 264.0.0.0.7 Android (29/10; 320dpi; 720x1384; samsung; SM-G960U; en_US; 1)';

/** Opens a page in an in-app browser. */
async function open(
  fixture: Fixture,
  { kind = 'ios', answer = 'IwAR-a_B7E', delayMs = 20, app = facebook, path = '/', head = '' },
): Promise<void> {
  const { page } = fixture.session;
  await page.evaluateOnNewDocument(inAppBrowsers[kind as 'ios'] as never, answer, delayMs, app);
  await fixture.open(fixture.server.twinbeam.scriptTag() + head, { host, path });
}

const asked = (fixture: Fixture) => fixture.evaluate<string[]>('window.asked');
const cookie = (fixture: Fixture, name: string) =>
  fixture.evaluate<string | undefined>(`document.cookie.match(/(?:^|; )${name}=([^;]*)/)?.[1]`);
/** Returns the values of a match key in all events received on the legs. */
const values = (fixture: Fixture, key: string, legs = ['browser', 'server']) => [
  ...new Set(
    fixture.server.sandbox
      .events()
      .filter(({ source }) => legs.includes(source))
      .map(({ user_data }) => String(user_data[key])),
  ),
];

const describeClickId = (fixture: Fixture) => {
  it.each([
    ['iOS', { kind: 'ios' }, 'clickID'],
    ['Facebook on Android', { kind: 'android' }, 'properties://browser/clickID'],
    ['Instagram on Android', { kind: 'android', app: instagram }, 'properties://browser/clickID'],
  ])('is that of the app, on both legs from the first event on: %s', async (_name, options, question) => {
    await open(fixture, options);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
    expect(await asked(fixture)).toEqual([question]);
    expect(await cookie(fixture, '_fbc')).toMatch(/^fb\.1\.\d{13}\.IwAR-a_B7E$/);
    expect(values(fixture, 'fbc')).toEqual([await cookie(fixture, '_fbc')]);
    expect(fixture.session.errors).toEqual([]);
  });

  // WebKit's driver uses the page's own promises.
  it.skipIf(fixture.browser === 'webkit')('is that of the app where the page has a Promise of its own', async () => {
    await open(fixture, { kind: 'android', head: '<script>function Promise() { this.isKept = true }</script>' });
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
    expect(await cookie(fixture, '_fbc')).toMatch(/^fb\.1\.\d{13}\.IwAR-a_B7E$/);
    expect(values(fixture, 'fbc')).toEqual([await cookie(fixture, '_fbc')]);
  });

  it.each([
    ['an older Facebook', { kind: 'android', app: '[FB_IAB/FB4A;FBAV/396.0.0.0.145;]' }],
    ['an older Instagram', { kind: 'android', app: instagram.replace('264', '263') }],
    ['another app', { kind: 'android', app: 'Line/1.0' }],
    ['a click id in the address', { path: '/?fbclid=Address' }],
  ])('is not asked for with %s', async (_name, options) => {
    await open(fixture, options);
    await fixture.arrivedNames();
    expect(await asked(fixture)).toEqual([]);
    expect((await cookie(fixture, '_fbc')) ?? '').not.toContain('IwAR');
  });

  it('is asked for once, and keeps its time', async () => {
    await open(fixture, {});
    await fixture.arrivedNames();
    const before = await cookie(fixture, '_fbc');
    await fixture.session.page.reload();
    await fixture.arrivedNames();
    expect(await asked(fixture)).toEqual([]);
    expect(await cookie(fixture, '_fbc')).toBe(before);
  });

  it('replaces that of an earlier click', async () => {
    await open(fixture, { head: `<script>document.cookie = '_fbc=fb.1.1700000000000.Old;path=/'</script>` });
    await fixture.arrivedNames();
    expect(values(fixture, 'fbc')).toEqual([expect.stringMatching(/^fb\.1\.\d{13}\.IwAR-a_B7E$/)]);
  });

  it.each([
    ['a dot', 'Iw.AR', '__DOT__'],
    ['other characters', 'Iw AR%;', undefined],
    ['nothing', '', undefined],
  ])('follows the rule of the address for %s', async (_name, answer, part) => {
    await open(fixture, { answer });
    await fixture.arrivedNames();
    const fbc = await cookie(fixture, '_fbc');
    if (part) expect(fbc).toContain(part);
    else expect(fbc).toBeUndefined();
  });

  it('is not asked for before consent, nor without', async () => {
    const head = `<script>twinbeam.consent('pending')</script>`;
    await open(fixture, { head });
    await fixture.wait();
    expect(await asked(fixture)).toEqual([]);
    expect(fixture.requestedPaths()).toEqual(['/twin/t.js']);
    await fixture.evaluate(`twinbeam.consent('granted')`);
    await fixture.arrivedNames();
    expect(values(fixture, 'fbc')).toEqual([expect.stringContaining('IwAR-a_B7E')]);

    await fixture.changeVisitor({});
    await open(fixture, { head: `<script>twinbeam.consent('denied')</script>` });
    await fixture.wait();
    expect(await asked(fixture)).toEqual([]);
  });

  it('is dropped when consent is withdrawn before the app has answered', async () => {
    await open(fixture, { delayMs: 400 });
    await expect.poll(() => asked(fixture)).toEqual(['clickID']);
    await fixture.evaluate(`twinbeam.consent('denied')`);
    await fixture.wait(600);
    expect(await cookie(fixture, '_fbc')).toBeUndefined();
    expect(fixture.server.sandbox.events()).toEqual([]);
  });

  it('is not asked for when consent is withdrawn before its file has come', async () => {
    fixture.server.break('/twin/t-visitor.js', (_req, _res, next) => void setTimeout(next, 300));
    const head = `<script>
      const timer = setInterval(() => {
        if (!document.querySelector('script[src*=t-visitor]')) return;
        clearInterval(timer);
        twinbeam.consent('denied');
        window.isDenied = true;
      });
    </script>`;
    // The page's load event waits for the file.
    await open(fixture, { head });
    expect(await fixture.evaluate('window.isDenied')).toBe(true);
    await fixture.wait();
    expect([await asked(fixture), await cookie(fixture, '_fbc')]).toEqual([[], undefined]);
    expect(fixture.server.sandbox.events()).toEqual([]);
  });

  it('keeps no event for long when the app is slow, and comes with the later ones', async () => {
    await open(fixture, { delayMs: 2_500 });
    await expect.poll(() => fixture.server.names('server')).toEqual(['PageView']);
    expect(values(fixture, 'fbc')).toEqual(['undefined']);
    await expect.poll(() => cookie(fixture, '_fbc')).toBeDefined();
    await fixture.evaluate(`twinbeam.track('Lead')`);
    await expect.poll(() => values(fixture, 'fbc', ['server'])).toHaveLength(2);
  });

  it('keeps no event of a visitor who leaves', async () => {
    fixture.server.putPage('/away', '<!doctype html><title>Away</title>');
    await open(fixture, { delayMs: 60_000 });
    await expect.poll(() => asked(fixture)).toEqual(['clickID']);
    await fixture.session.page.goto(fixture.server.url('/away', host));
    await expect.poll(() => fixture.server.names('server')).toEqual(['PageView']);
  });

  it.each(['throw new Error("no")', 'return Promise.reject(new Error("no"))'])(
    'is none with a bridge that does this: %s',
    async (body) => {
      const head = `<script>webkit.messageHandlers.browserProperties.postMessage = () => { ${body} }</script>`;
      await fixture.session.page.evaluateOnNewDocument(inAppBrowsers.ios as never, '', 0);
      await fixture.open(head + fixture.server.twinbeam.scriptTag(), { host });
      expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
      expect(await cookie(fixture, '_fbc')).toBeUndefined();
      expect(fixture.session.errors).toEqual([]);
    },
  );

  it('keeps no event where its file cannot be loaded', async () => {
    fixture.server.break('/twin/t-visitor.js', (_req, res) => void res.sendStatus(503));
    await open(fixture, {});
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
  });
};

describeFixture('in an in-app browser', (fixture) => {
  // The apps use Chromium and WebKit.
  describe.skipIf(fixture.browser === 'firefox' || fixture.isMetaLibrary)('the click id', () =>
    describeClickId(fixture),
  );
});

describeFixture('the IPv6 address', (fixture) => {
  const address = '2606:4700::1111';
  let asked = 0;

  beforeEach(async () => {
    asked = 0;
    const { port } = new URL(fixture.server.url());
    // The host name leads to the same server; its port is known once it listens.
    await fixture.restart({ ipv6Url: `http://ipv6.shop.test:${port}/twin/ipv6`, listenPort: Number(port) });
    fixture.server.break('/twin/ipv6', (req, _res, next) => {
      asked++;
      // Replaces the visitor's own address, which is ::1 on this machine.
      req.app.set('trust proxy', 'loopback');
      req.headers['x-forwarded-for'] = address;
      next();
    });
  });

  const openPage = (head = '') => fixture.open(fixture.server.twinbeam.scriptTag() + head, { host });

  describe.skipIf(!hasIpv6)('with ::1', () => {
    it('is asked for once a day, and on the server’s leg from the first event on', async () => {
      await openPage();
      await fixture.arrivedNames();
      expect(values(fixture, 'client_ip_address', ['server'])).toEqual([address]);
      expect(await cookie(fixture, 'twinbeam_ipv6')).toMatch(/^2606:4700::1111\.\d{13}\.[\w-]{43}$/);
      await openPage();
      await fixture.arrivedNames();
      expect([asked, fixture.session.errors]).toEqual([1, []]);
    });

    it('is not asked for before consent, and forgotten with it', async () => {
      await openPage(`<script>twinbeam.consent('pending')</script>`);
      await fixture.wait();
      expect(asked).toBe(0);
      await fixture.evaluate(`twinbeam.consent('granted')`);
      await fixture.arrivedNames();
      expect([asked, await cookie(fixture, 'twinbeam_ipv6')]).toEqual([1, expect.any(String)]);
      await fixture.evaluate(`twinbeam.consent('denied')`);
      expect(await cookie(fixture, 'twinbeam_ipv6')).toBeUndefined();
    });

    it('is not asked for where the visitor refuses while its file loads', async () => {
      const requested = new Promise<() => void>((resolve) => {
        fixture.server.break('/twin/t-visitor.js', (_req, _res, next) => resolve(next));
      });
      await openPage(`<script>twinbeam.consent('pending')</script>`);
      await fixture.evaluate(`twinbeam.consent('granted')`);
      const serveFile = await requested;
      await fixture.evaluate(`twinbeam.consent('denied')`);
      serveFile();
      await fixture.wait();
      expect([asked, await cookie(fixture, 'twinbeam_ipv6')]).toEqual([0, undefined]);
    });
  });

  it.each([
    ['fails', 503, ''],
    ['is answered by something else', 200, '<title>Login</title>'],
    ['brings another form', 200, '{"token":"x;domain=shop.test"}'],
  ])('is none where the request %s, and events go on', async (_name, status, text) => {
    fixture.server.break('/twin/ipv6', (_req, res) => void res.status(status).send(text));
    await openPage();
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
    expect(await cookie(fixture, 'twinbeam_ipv6')).toBe('none');
  });
});
