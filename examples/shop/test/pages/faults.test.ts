import type { RequestHandler } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeEngines } from './support/engines.js';
import { minuteLater } from './support/minute-later.js';
import { createSite, type Site } from './support/site.js';
import { createVisit, type Visit, type VisitOptions } from './support/visit.js';

/** One way in which a page, a browser or a server goes wrong, and what arrives all the same. */
interface Fault extends VisitOptions {
  name: string;
  /** At the server, before the page is opened. */
  server?: (site: Site) => void;
  /** What arrives by the Pixel; both events, if nothing else is said. */
  hits?: string[];
  /** What arrives by the server while the fault lasts; both events, if nothing else is said. */
  arrives?: string[];
  /** Of the page. */
  headers?: (site: Site) => Record<string, string>;
}

const both = ['Lead', 'PageView'];

const answers =
  (status: number, headers = {}): RequestHandler =>
  (_req, res) =>
    void res.status(status).set(headers).send('Oops');
const breaksOff: RequestHandler = (req) => req.socket.destroy();
const hangs: RequestHandler = () => undefined;
const collect = (handler: RequestHandler) => (site: Site) => site.break('/twin/collect', handler);

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
    server: ({ sandbox }) => sandbox.break({ target: 'pixel', cut: 'before' }),
    hits: [],
  },
  { name: 'the endpoint is blocked', server: collect(breaksOff), arrives: [] },
  { name: 'the endpoint answers 500', server: collect(answers(500)), arrives: [] },
  { name: 'the endpoint answers 429', server: collect(answers(429, { 'retry-after': '1' })), arrives: [] },
  { name: 'the endpoint hangs', server: collect(hangs), arrives: [] },
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
    name: 'another script has replaced fetch by one that answers nothing',
    before: () => {
      window.fetch = (() => undefined) as unknown as typeof fetch;
    },
  },
];

describeEngines('when something goes wrong', (engine, browser) => {
  let site: Site;
  let visit: Visit;
  beforeEach(async () => {
    site = await createSite();
  });
  afterEach(async () => {
    await visit?.close();
    await site.close();
  });

  describe.each(faults)('$name', ({ server, before, headers, hits = both, arrives = both }) => {
    const open = async () => {
      visit = await createVisit(browser(), { before });
      const tag = site.twinbeam.scriptTag({ nonce: 'abc' });
      const page = `<!doctype html><title>Shop</title>${tag}<script nonce="abc">twinbeam.track('Lead')</script>`;
      site.put('/', page, headers?.(site));
      await visit.page.goto(site.url());
    };

    it('each leg brings what it can, and the page throws nothing', async () => {
      server?.(site);
      await open();
      await expect.poll(() => site.names('browser')).toEqual(hits);
      await expect.poll(() => site.names('server')).toEqual(arrives);
      expect(visit.troubles).toEqual([]);
    });

    it('each event arrives once by the server in the end, though the page was left', async () => {
      server?.(site);
      await open();
      await expect.poll(() => site.names('browser')).toEqual(hits);
      site.mend();
      const tag = site.twinbeam.scriptTag({ pageViews: false });
      site.put('/next', `${minuteLater}${tag}<script>twinbeam.track('Contact')</script>`);
      await visit.page.goto(site.url('/next'));
      await expect.poll(() => site.names('server')).toEqual(['Contact', ...both]);
      expect(visit.troubles).toEqual([]);
    });
  });

  it.runIf(engine.name === 'firefox')('in a browser that is set to refuse cookies and storage', async () => {
    const strict = await engine.launch({ denyCookies: true });
    try {
      visit = await createVisit(strict);
      site.put(
        '/',
        `<!doctype html><title>Shop</title>${site.twinbeam.scriptTag()}<script>twinbeam.track('Lead')</script>`,
      );
      await visit.page.goto(site.url());
      await expect.poll(() => site.names('browser')).toEqual(both);
      await expect.poll(() => site.names('server')).toEqual(both);
      expect(await visit.page.evaluate('document.cookie')).toBe('');
      expect(visit.troubles).toEqual([]);
    } finally {
      await strict.close();
    }
  });
});
