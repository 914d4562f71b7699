import type { RequestHandler } from 'express';
import { describe, expect, it } from 'vitest';
import type { BrowserSessionOptions } from '../support/browser-session.js';
import { describeInFastBrowsers } from '../support/fixture.js';
import { minuteLater } from '../support/minute-later.js';
import type { TestServer } from '../support/server.js';

/** A failure of page, browser or server, and the events that still arrive. */
interface Fault extends BrowserSessionOptions {
  name: string;
  /** Breaks the server before the page is opened. */
  breakServer?: (server: TestServer) => void;
  /** Names of the events that arrive through the Pixel. Default: both. */
  hits?: string[];
  /** Names of the events that arrive through the server while the failure lasts. Default: both. */
  arrives?: string[];
  /** Returns headers of the page. */
  headers?: (server: TestServer) => Record<string, string>;
}

const both = ['Lead', 'PageView'];

const respondWith =
  (status: number, headers = {}): RequestHandler =>
  (_req, res) =>
    void res.status(status).set(headers).send('Oops');
const breaksOff: RequestHandler = (req) => req.socket.destroy();
const hangs: RequestHandler = () => undefined;
const collect = (handler: RequestHandler) => (server: TestServer) => server.break('/twin/collect', handler);

const denyStorage = () => {
  for (const name of ['localStorage', 'sessionStorage']) {
    const get = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    Object.defineProperty(window, name, { get });
  }
};
const denyCookies = () => Object.defineProperty(document, 'cookie', { get: () => '', set: () => undefined });

const faults: Fault[] = [
  { name: 'nothing is wrong' },
  {
    name: "the Pixel's library is blocked",
    breakServer: ({ sandbox }) => sandbox.break({ target: 'pixel', cut: 'before' }),
    hits: [],
  },
  { name: 'the endpoint is blocked', breakServer: collect(breaksOff), arrives: [] },
  { name: 'the endpoint responds with 500', breakServer: collect(respondWith(500)), arrives: [] },
  {
    name: 'the endpoint responds with 429',
    breakServer: collect(respondWith(429, { 'retry-after': '1' })),
    arrives: [],
  },
  { name: 'the endpoint hangs', breakServer: collect(hangs), arrives: [] },
  { name: 'storage is denied', before: denyStorage },
  { name: 'cookies are denied', before: denyCookies },
  {
    name: 'the policy of the page forbids inline scripts',
    headers: ({ sandbox }) => ({
      'content-security-policy': `default-src 'none'; script-src 'nonce-abc' ${sandbox.url}; connect-src 'self' ${sandbox.url}; img-src 'self' ${sandbox.url}`,
    }),
  },
  {
    name: 'another script has replaced fetch by one that throws',
    before: () => {
      window.fetch = () => {
        throw new Error('mine');
      };
    },
  },
  {
    name: 'another script has replaced fetch by one that rejects',
    before: () => {
      window.fetch = () => Promise.reject(new Error('mine'));
    },
  },
  {
    name: 'another script has replaced fetch by one that returns nothing',
    before: () => {
      window.fetch = (() => undefined) as unknown as typeof fetch;
    },
  },
];

describeInFastBrowsers('when something goes wrong', (fixture) => {
  describe.each(faults)('$name', ({ breakServer, before, headers, hits = both, arrives = both }) => {
    const open = async () => {
      await fixture.changeVisitor({ before });
      const tag = fixture.server.twinbeam.scriptTag({ nonce: 'abc' });
      const page = `<!doctype html><title>Shop</title>${tag}<script nonce="abc">twinbeam.track('Lead')</script>`;
      fixture.server.putPage('/', page, headers?.(fixture.server));
      await fixture.session.page.goto(fixture.server.url());
    };

    it('each leg brings what it can, and the page throws nothing', async () => {
      breakServer?.(fixture.server);
      await open();
      await expect.poll(() => fixture.server.names('browser')).toEqual(hits);
      await expect.poll(() => fixture.server.names('server')).toEqual(arrives);
      expect(fixture.session.errors).toEqual([]);
    });

    it('each event arrives once by the server in the end, though the visitor has left the page', async () => {
      breakServer?.(fixture.server);
      await open();
      await expect.poll(() => fixture.server.names('browser')).toEqual(hits);
      fixture.server.mend();
      const tag = fixture.server.twinbeam.scriptTag({ pageViews: false });
      fixture.server.putPage('/next', `${minuteLater}${tag}<script>twinbeam.track('Contact')</script>`);
      await fixture.session.page.goto(fixture.server.url('/next'));
      await expect.poll(() => fixture.server.names('server')).toEqual(['Contact', ...both]);
      expect(fixture.session.errors).toEqual([]);
    });
  });

  it.runIf(fixture.browser === 'firefox')('in a browser that is set to refuse cookies and storage', async () => {
    await fixture.changeVisitor({}, { denyCookies: true });
    fixture.server.putPage(
      '/',
      `<!doctype html><title>Shop</title>${fixture.server.twinbeam.scriptTag()}<script>twinbeam.track('Lead')</script>`,
    );
    await fixture.session.page.goto(fixture.server.url());
    await expect.poll(() => fixture.server.names('browser')).toEqual(both);
    await expect.poll(() => fixture.server.names('server')).toEqual(both);
    expect(await fixture.session.page.evaluate('document.cookie')).toBe('');
    expect(fixture.session.errors).toEqual([]);
  });
});
