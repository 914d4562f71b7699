import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Twinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express, { type Request, type Response } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTwinbeam } from './support/command-line.js';
import { createFixture, type Fixture } from './support/fixture.js';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}` }));
});
afterEach(() => fixture.close());

/** What a browser needs of the environment. */
const browserEnv = Object.fromEntries(
  ['CHROME_PATH', 'TMPDIR', 'HOME'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
);

const run = (...args: string[]) =>
  runTwinbeam(
    {
      ...browserEnv,
      META_PIXEL_ID: '1',
      META_ACCESS_TOKEN: 'EAAsecretToken',
      META_GRAPH_URL: fixture.sandbox.url,
      TWINBEAM_OUTBOX: `lmdb:${fixture.folder}`,
    },
    'doctor',
    ...args,
  );

/** Serves a site whose page is written by a function. Returns the page's URL. */
async function serve(write: (req: Request, res: Response, twinbeam: Twinbeam) => void): Promise<string> {
  const twinbeam = fixture.start({
    metrics: { token: 'm' },
    pixelLibraryUrl: `${fixture.sandbox.url}/en_US/fbevents.js`,
  });
  const app = express();
  app.use(twinbeamExpress(twinbeam));
  app.get('/', (req, res) => write(req, res, twinbeam));
  app.get(
    '/list.txt',
    (_req, res) => void res.type('text').send('! a list\n||ads.example^\n/twin/t.js$script\n@@||x^\n'),
  );
  app.get('/other.txt', (_req, res) => void res.type('text').send('||ads.example^\n-banner-\n/twin/*.gif\n'));
  // A tag as a tag manager adds it: the page's HTML does not have it.
  app.get(
    '/tag.js',
    (_req, res) =>
      void res.type('js').send(`addEventListener('load', () => setTimeout(() => {
    fbq('track', 'Lead');
    fbq('init', '2');
    fbq('trackSingle', '1', 'Purchase', { value: 1, currency: 'EUR', note: 'x'.repeat(3000) });
    fbq('trackSingle', '2', 'Search');
  }))`),
  );
  const server = app.listen(0);
  await once(server, 'listening');
  fixture.closeLater(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

const sendPage = (head: string) => (_req: Request, res: Response, twinbeam: Twinbeam) =>
  void res.send(`<html><head>${twinbeam.scriptTag()}${head}</head></html>`);

describe('twinbeam doctor on a page', () => {
  it('does not accept a nonce that the script lacks', async () => {
    const page = await serve((req, res, twinbeam) => {
      res.set('content-security-policy', "script-src 'nonce-other' 'strict-dynamic'");
      sendPage('')(req, res, twinbeam);
    });
    const { code, out } = await run('--page', page);
    for (const text of [/blocks the script/, /blocks Meta's library/]) expect(out).toMatch(text);
    expect(code).toBe(1);
  }, 30_000);

  it.each([
    ['of its own making', (twinbeam: Twinbeam) => twinbeam.contentSecurityPolicy(), undefined],
    ['with a nonce', (twinbeam: Twinbeam) => twinbeam.contentSecurityPolicy({ nonce: 'abc' }), 'abc'],
    [
      'with wildcards',
      () => ({ 'script-src': ["'unsafe-inline'", 'https://*.facebook.net', 'localhost:*'] }),
      undefined,
    ],
  ])(
    'accepts a policy %s',
    async (_kind, toPolicy, nonce) => {
      const page = await serve((_req, res, twinbeam) => {
        const text = Object.entries(toPolicy(twinbeam))
          .map(([name, sources]) => `${name} ${sources.join(' ')}`)
          .join('; ');
        res.set('content-security-policy', text);
        res.send(`<html><head>${twinbeam.scriptTag(nonce === undefined ? {} : { nonce })}</head></html>`);
      });
      const { code, out } = await run('--page', page);
      expect(out).toContain('✓ The content security policy allows the script');
      expect(code).toBe(0);
    },
    30_000,
  );

  it('leaves no trace in the metrics and the outbox of the site', async () => {
    let site: Twinbeam | undefined;
    const page = await serve((req, res, twinbeam) => {
      site = twinbeam;
      sendPage('')(req, res, twinbeam);
    });
    expect(await run('--page', page)).toMatchObject({ code: 0 });
    expect(await site?.stats()).toMatchObject({ pending: 0 });
    const text = await (await fetch(`${page}twin/metrics`, { headers: { authorization: 'Bearer m' } })).text();
    const counts = text.matchAll(/^twinbeam_(?:requests_refused|messages|messages_skipped)_total\{.*\} (\d+)$/gm);
    expect(new Set([...counts].map(([, count]) => count))).toEqual(new Set(['0']));
  }, 30_000);

  it('finds its paths in lists of ad blockers', async () => {
    const page = await serve(sendPage(''));
    const { code, out } = await run(
      '--page',
      page,
      '--block-lists',
      `${page}list.txt`,
      `${page}other.txt`,
      `${page}none.txt`,
    );
    expect(out).toContain(
      `✗ ${page}list.txt blocks ${page}twin/t.js with the filter /twin/t.js$script: set another basePath.`,
    );
    expect(out).toContain(`✓ ${page}other.txt blocks none of the site's paths (3 filters).`);
    expect(out).toContain(`! ${page}none.txt could not be read`);
    expect(code).toBe(1);
  }, 30_000);
});

describe('twinbeam doctor at Meta', () => {
  it('sends an event with a name of its own when asked to', async () => {
    await fixture.start().stats();
    expect(await run('--send-test')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Meta has accepted the event TwinbeamDoctor'),
    });
    expect(fixture.arrived()).toHaveLength(1);
    const { out } = await run('--json');
    expect(JSON.parse(out)).toContainEqual({
      check: 'token',
      result: 'warning',
      text: expect.stringContaining('Token and pixel were not tested'),
    });
    expect(fixture.arrived()).toHaveLength(1);
  }, 30_000);

  it.each([
    ['', '✓ In a browser, as a new visitor, nothing else on the page sends to pixel 1.'],
    [
      '<script src="/tag.js"></script>',
      '✗ Another tag on the page sends to pixel 1, without our ids, so they count twice: Purchase. Remove it.',
    ],
  ])(
    'looks with a browser for tags that scripts load, and sends nothing: %j',
    async (head, line) => {
      const page = await serve(sendPage(head));
      const { out, error } = await run('--page', page, '--browser');
      expect(error).toBe('');
      expect(out.split('\n')).toContain(line);
      expect(fixture.sandbox.events()).toEqual([]);
    },
    60_000,
  );

  it('says that a browser needs a page', async () => {
    expect(await run('--browser')).toMatchObject({ code: 2, error: expect.stringContaining('add --page') });
  });
});
