import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from '@twinbeam/sandbox';
import { createMemoryOutbox, type Identity, type Twinbeam, type TwinbeamOptions } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express, { type Express } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';

let fixture: Fixture;
let sandbox: Sandbox;
let server: Server | undefined;
let twinbeam: Twinbeam;
let url: string;

async function serve(options: TwinbeamOptions = {}, prepare: (app: Express) => void = () => undefined): Promise<void> {
  twinbeam = fixture.start(options);
  const app = express();
  prepare(app);
  app.use(twinbeamExpress(twinbeam));
  app.all('/page', (req, res) => void res.json(req.twinbeam.identity));
  app.get('/wrapped', (req, res) => void res.json(new Proxy(req.twinbeam, {}).identity));
  app.get('/unreadable', async (req, res) => {
    const traits = () => {
      throw new Error('no connection');
    };
    const options = Object.defineProperty({}, 'traits', { get: traits, enumerable: true });
    res.json(await req.twinbeam.track('Lead', {}, options));
  });
  app.get('/slow', () => undefined);
  app.post(
    '/order',
    async (req, res) => void res.json(await req.twinbeam.track('Order Completed', { order_id: '7', revenue: 1 })),
  );
  server = createServer(app);
  await new Promise<void>((resolve) => (server as Server).listen(0, resolve));
  url = `http://localhost:${((server as Server).address() as AddressInfo).port}`;
}

beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:' }));
  ({ sandbox } = fixture);
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await fixture.close();
});

const fbp = 'fb.1.1700000000000.42';
const fbc = 'fb.1.1700000000000.Click.Id_-~';
const message = (fields: object = {}) => ({
  type: 'track',
  event: 'Lead',
  messageId: 'm1',
  anonymousId: 'a1',
  context: { fbp, fbc, page: { url: `${url}/page` } },
  ...fields,
});
const collect = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}/twin/collect`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: url, 'user-agent': 'Mozilla/5.0 Test/1', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('GET /twin/t.js', () => {
  it('serves the bundle and the public settings, and nothing secret', async () => {
    const actions = [{ when: { event: 'Trial' }, event: 'StartTrial', testEventCode: 'TEST2' }];
    await serve({ accessToken: 'EAAtoken', appSecret: 'shh', testEventCode: 'TEST1', actions });
    const response = await fetch(`${url}/twin/t.js`);
    const text = await response.text();
    expect(response.headers.get('content-type')).toMatch('text/javascript');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300, must-revalidate');
    expect(text).toContain('"pixelId":"1"');
    expect(text).not.toMatch(/EAAtoken|shh|TEST[12]/);
    expect(() => new Function(text)).not.toThrow();
  });

  it('may be loaded by pages of another host, also where the host keeps its responses to its own', async () => {
    await serve({}, (app) =>
      app.use((_req, res, next) => {
        res.set('cross-origin-resource-policy', 'same-origin');
        next();
      }),
    );
    for (const name of ['t.js', 't-auto.js']) {
      const { headers } = await fetch(`${url}/twin/${name}`, { headers: { origin: 'https://shop.example' } });
      expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(headers.get('access-control-allow-origin')).toBe('*');
    }
  });

  it('responds with 304 to a request with its ETag', async () => {
    await serve();
    const etag = (await fetch(`${url}/twin/t.js`)).headers.get('etag') ?? '';
    expect((await fetch(`${url}/twin/t.js`, { headers: { 'if-none-match': `W/${etag}, "x"` } })).status).toBe(304);
    expect((await fetch(`${url}/twin/t.js`, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  it('has a matching source map', async () => {
    await serve();
    const header = (await fetch(`${url}/twin/t.js`)).headers.get('sourcemap');
    const map = (await (await fetch(`${url}/twin/${header}`)).json()) as { sources: string[]; mappings: string };
    expect(map.sources.join()).toContain('tracker-core.ts');
    expect(map.mappings).toMatch(/^;/);
  });

  it('serves every site the same code, with its own rules as settings', async () => {
    const read = () =>
      Promise.all(['t.js', 't-auto.js'].map(async (name) => (await fetch(`${url}/twin/${name}`)).text()));
    const toCode = (script = '') => script.slice(0, script.lastIndexOf('}('));
    await serve();
    const [script, mapper] = await read();
    await twinbeam.close();
    server?.close();
    await serve({ eventMapping: { 'Trial Began': 'StartTrial' } });
    const [scriptWithRules, mapperWithRules] = await read();
    expect(mapperWithRules).toBe(mapper);
    expect(toCode(scriptWithRules)).toBe(toCode(script));
    expect(scriptWithRules).toContain('"eventMapping":{"Trial Began":"StartTrial"}');
    expect(script).not.toContain('Trial Began');
  });

  it('names a version under which the other files never change', async () => {
    await serve();
    const version = /"version":"(\w+)"/.exec(await (await fetch(`${url}/twin/t.js`)).text())?.[1];
    const read = (name: string) => fetch(`${url}/twin/${name}`);
    const cached = async (name: string) => (await read(name)).headers.get('cache-control');
    expect(await cached(`t-auto.${version}.js`)).toBe('public, max-age=31536000, immutable');
    // A page from before a deployment gets its script, but may not cache it for a year.
    expect(await cached('t-auto.00000000.js')).toBe('public, max-age=300, must-revalidate');
    expect(await (await read('t-auto.00000000.js')).text()).toBe(await (await read(`t-auto.${version}.js`)).text());
    expect(await cached(`t-auto.js?.${version}.js`)).toBe('public, max-age=300, must-revalidate');
    for (const name of ['t-auto.older.js', 't-other.00000000.js', '.00000000.js'])
      expect((await read(name)).status).toBe(404);
    expect((await read('t-auto.js.map')).status).toBe(200);
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['GZIP', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['gzip; q=0.000', undefined],
    ['identity', undefined],
    ['x'.repeat(1_000), undefined],
  ])('compresses for %s as %s', async (accepted, encoding) => {
    await serve();
    const texts = new Set<string>();
    for (const name of ['t.js', 't-auto.js']) {
      const headers = { 'accept-encoding': accepted };
      const response = await fetch(`${url}/twin/${name}`, { headers });
      expect(response.headers.get('content-encoding') ?? undefined).toBe(encoding);
      expect(response.headers.get('vary')).toContain('accept-encoding');
      texts.add(await response.text());
      const etag = response.headers.get('etag') ?? '';
      expect((await fetch(`${url}/twin/${name}`, { headers: { ...headers, 'if-none-match': etag } })).status).toBe(304);
      // Each encoding has its own entity tag.
      const other = encoding ? 'identity' : 'gzip';
      const otherHeaders = { 'accept-encoding': other, 'if-none-match': etag };
      const plain = await fetch(`${url}/twin/${name}`, { headers: otherHeaders });
      expect([plain.status, texts.has(await plain.text())]).toEqual([200, true]);
    }
  });
});

describe('POST /twin/collect', () => {
  it('stores messages and returns the outcome of each', async () => {
    await serve();
    const response = await collect({
      batch: [message(), message(), { type: 'track' }, { type: 'identify', messageId: 'i' }, 'x'],
    });
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({
      results: [
        { messageId: 'm1', status: 'accepted', eventId: 'm1' },
        // The response does not reveal that the event is known already: a stranger could find out order numbers.
        { messageId: 'm1', status: 'accepted', eventId: 'm1' },
        { status: 'rejected', problems: [{ code: 'event-missing' }] },
        { messageId: 'i', status: 'skipped' },
        { status: 'rejected' },
      ],
    });
    await twinbeam.flush();
    expect(sandbox.events()).toMatchObject([
      { event_name: 'Lead', event_id: 'm1', user_data: { fbp, fbc, client_user_agent: 'Mozilla/5.0 Test/1' } },
    ]);
  });

  it('renews the cookies of the page, unchanged, for 90 days, readable by the Pixel', async () => {
    await serve();
    const cookies = (await collect({ batch: [message()] })).headers.getSetCookie();
    expect(cookies).toEqual([
      `_fbp=${fbp}; Max-Age=7776000; Path=/; SameSite=Lax`,
      `_fbc=${fbc}; Max-Age=7776000; Path=/; SameSite=Lax`,
      'twinbeam_id=a1; Max-Age=7776000; Path=/; SameSite=Lax',
      `twinbeam_keep=a1!${fbp}!${fbc}; Max-Age=7776000; Path=/; SameSite=Lax`,
    ]);
  });

  it('sets the cookies on the widest domain of the site', async () => {
    await serve({}, (app) => app.set('trust proxy', true));
    const host = 'www.shop.co.uk';
    const response = await collect({ batch: [message()] }, { 'x-forwarded-host': host, origin: `http://${host}` });
    expect(response.headers.getSetCookie()[0]).toContain('Domain=shop.co.uk');
  });

  it.each([
    ['before the Pixel had made it', undefined],
    ['after that', ''],
  ])('neither accepts nor renews a malformed click id in a message created %s', async (_name, told) => {
    await serve();
    const page = message({ context: { fbp, fbc: told, page: {} } });
    const response = await collect({ batch: [page] }, { cookie: `_fbp=${fbp}; _fbc=fb.1.1700000000000.a%2Cb` });
    expect(response.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual([
      '_fbp',
      'twinbeam_id',
      'twinbeam_keep',
    ]);
    await twinbeam.flush();
    expect(sandbox.events().map(({ user_data }) => user_data.fbc)).toEqual([undefined]);
  });

  it('does not renew a malformed click id in a message of an earlier script', async () => {
    await serve();
    const page = message({ context: { fbp, fbc: 'fb.1.1700000000000.a%2Cb', page: {} } });
    const cookies = (await collect({ batch: [page] })).headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['_fbp', 'twinbeam_id', 'twinbeam_keep']);
  });

  it('writes no malformed cookies, and none if they are switched off', async () => {
    await serve();
    const context = { fbp: 'x; Domain=evil', fbc: 'fb.1.1.a;b', page: {} };
    expect((await collect({ batch: [message({ context, anonymousId: 'a\r\nb' })] })).headers.getSetCookie()).toEqual(
      [],
    );
    await twinbeam.close();
    server?.close();
    await serve({ cookies: 'off' });
    expect((await collect({ batch: [message()] })).headers.getSetCookie()).toEqual([]);
  });

  it.each([
    ['before express.json()', () => undefined],
    ['after express.json()', (app: Express) => void app.use(express.json())],
    ['after express.text()', (app: Express) => void app.use(express.text())],
  ])('works %s, as text and as JSON', async (_name, prepare) => {
    await serve({}, prepare);
    for (const type of ['text/plain', 'application/json']) {
      expect((await collect({ batch: [message()] }, { 'content-type': type })).status).toBe(202);
    }
  });

  it("takes the visitor's address only from trusted proxies, never from the message", async () => {
    const forged = message({ context: { ip: '9.9.9.9', page: {} }, request_ip: '9.9.9.9' });
    await serve();
    await collect({ batch: [forged] }, { 'x-forwarded-for': '8.8.8.8' });
    await twinbeam.flush();
    expect(sandbox.events()[0]?.user_data).not.toHaveProperty('client_ip_address');

    await twinbeam.close();
    server?.close();
    sandbox.clear();
    await serve({}, (app) => app.set('trust proxy', 1));
    await collect({ batch: [forged] }, { 'x-forwarded-for': '1.1.1.1, 8.8.8.8' });
    await twinbeam.flush();
    expect(sandbox.events()[0]?.user_data).toMatchObject({ client_ip_address: '8.8.8.8' });
  });

  it.each([
    [403, 'a foreign origin', JSON.stringify({ batch: [{}] }), { origin: 'https://evil.example' }],
    [400, 'no JSON', 'nonsense', {}],
    [400, 'another shape', '{"batch":{}}', {}],
    [400, 'an object without a batch', '{}', {}],
    [400, 'nothing', '', {}],
    [413, 'too many messages', JSON.stringify({ batch: Array(101).fill({}) }), {}],
    [413, 'too many bytes', `{"batch":["${'x'.repeat(300_000)}"]}`, {}],
  ])('responds with %d to %s, with a reason', async (status, _name, body, headers) => {
    await serve();
    const response = await collect(body, headers as Record<string, string>);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: expect.stringMatching(/\w{4}/) });
  });

  it('accepts a batch without messages, and stores nothing', async () => {
    await serve();
    const response = await collect({ batch: [] });
    expect([response.status, await response.json()]).toEqual([202, { results: [] }]);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await twinbeam.stats()).toMatchObject({ pending: 0 });
  });

  it('accepts messages from origins that the options list, and lets them read the response', async () => {
    await serve({ collect: { origins: ['https://checkout.example'] } });
    const response = await collect({ batch: [message()] }, { origin: 'https://checkout.example' });
    expect(response.status).toBe(202);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://checkout.example');
  });

  it('allows the headers that tools add to requests of these origins', async () => {
    await serve({ collect: { origins: ['https://checkout.example'] } });
    const ask = (origin: string) =>
      fetch(`${url}/twin/collect`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'sentry-trace, traceparent',
        },
      });
    const { status, headers } = await ask('https://checkout.example');
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('https://checkout.example');
    expect(headers.get('access-control-allow-headers')).toBe('sentry-trace, traceparent');
    expect((await ask('https://other.example')).status).toBe(403);
  });

  it('responds with 503 and Retry-After when nothing can be stored', async () => {
    await serve({ outbox: createMemoryOutbox({ maxPending: 0 }) });
    const response = await collect({ batch: [message()] });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
  });

  it('ignores a test code from the browser', async () => {
    await serve();
    await collect({
      batch: [message({ properties: { test_event_code: 'T' } })],
      test_event_code: 'T',
      testEventCode: 'T',
    });
    await twinbeam.flush();
    const events = sandbox.events();
    expect(events).toHaveLength(1);
    expect(events[0]?.test_event_code).toBeUndefined();
    expect(JSON.stringify(events[0]?.user_data)).not.toContain('test_event_code');
  });

  it.each([
    ['a URL of credentials', { context: { page: { url: `http://${'@'.repeat(8_000)}#\nx` } } }],
    [
      'a long referrer',
      { context: { page: { url: 'http://s.example/', referrer: `http://${'a'.repeat(60_000)}#\nx` } } },
    ],
    [
      'a telephone number of spaces',
      { traits: { phone: `1${' '.repeat(80_000)}1`, address: { country: `x${' '.repeat(80_000)}x` } } },
    ],
    ['an amount of separators', { event: 'Order Completed', properties: { revenue: '1,'.repeat(40_000) } }],
    ['a deep message id', { messageId: 'DEEP' }],
    ['endless digits in a cookie', { context: { fbp: `fb.1.${'1'.repeat(20_000)}.1`, page: {} } }],
  ])('responds quickly to %s', async (_name, fields) => {
    await serve();
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const response = await collect(JSON.stringify({ batch: [message(fields)] }).replace('"DEEP"', deep));
    expect(response.status).toBe(202);
    expect(response.headers.getSetCookie().join().length).toBeLessThan(1_000);
  });

  it('works on hosts whose names cookies do not accept', async () => {
    await serve({}, (app) => app.set('trust proxy', true));
    const host = 'shop.my_app.test';
    const response = await collect({ batch: [message()] }, { 'x-forwarded-host': host, origin: `http://${host}` });
    expect(response.status).toBe(202);
    expect(response.headers.getSetCookie()[0]).not.toContain('Domain');
  });

  it('logs once that pages have older settings, and accepts their messages', async () => {
    await serve();
    const script = await (await fetch(`${url}/twin/t.js`)).text();
    const settings = /"settingsHash":"(\w+)"/.exec(script)?.[1];
    const countWarnings = () => fixture.logged.filter((line) => line.includes('older settings')).length;
    for (const same of [settings, '', undefined, 5]) await collect({ batch: [message()], settings: same });
    expect(countWarnings()).toBe(0);
    for (const older of ['0123456789abcdef', 'x']) {
      expect((await collect({ batch: [message()], settings: older })).status).toBe(202);
    }
    expect(countWarnings()).toBe(1);
  });

  it("corrects a browser's wrong clock", async () => {
    await serve();
    const dayAhead = Date.now() + 86_400_000;
    await collect({ batch: [message({ timestamp: new Date(dayAhead).toISOString() })], sentAt: dayAhead });
    await twinbeam.flush();
    expect(Math.abs((sandbox.events()[0]?.event_time ?? 0) - Date.now() / 1000)).toBeLessThan(5);
  });
});

describe('other routes', () => {
  it('respond with 404 or 405', async () => {
    await serve();
    expect((await fetch(`${url}/twin/nothing`)).status).toBe(404);
    expect((await fetch(`${url}/twin/constructor`)).status).toBe(404);
    const wrong = await fetch(`${url}/twin/collect`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    expect(await (await fetch(`${url}/twin/health`)).json()).toEqual({ status: 'ok' });
  });

  // Next.js with `trailingSlash` redirects to such paths, and libraries of RudderStack use them.
  it('may have a slash at their end', async () => {
    await serve();
    expect((await fetch(`${url}/twin/t.js/`)).status).toBe(200);
    expect((await fetch(`${url}/twin/health/`)).status).toBe(200);
    const response = await fetch(`${url}/twin/collect/`, {
      method: 'POST',
      body: JSON.stringify({ batch: [{ type: 'track', event: 'Lead', messageId: 'm1', userId: 'u1' }] }),
    });
    expect(response.status).toBe(202);
  });

  it('move with the base path', async () => {
    await serve({ basePath: '/stats/tw' });
    expect((await fetch(`${url}/stats/tw/t.js`)).status).toBe(200);
    expect((await fetch(`${url}/twin/t.js`)).status).toBe(404);
    expect(twinbeam.scriptTag({ nonce: 'abc+/=' })).toMatch(
      /<script nonce="abc\+\/=">.*src="\/stats\/tw\/t\.js" nonce="abc\+\/="/s,
    );
    expect(twinbeam.scriptTag({ nonce: '"><script>' })).not.toContain('"><script>"');
  });
});

describe('req.twinbeam', () => {
  it('knows the visitor from cookies, address and page', async () => {
    await serve({}, (app) => app.set('trust proxy', 1));
    const response = await fetch(`${url}/page?fbclid=New.Click`, {
      headers: {
        cookie: `_fbp=${fbp}; _fbc=${fbc}; twinbeam_id=a1`,
        'x-forwarded-for': '8.8.8.8',
        'user-agent': 'Mozilla/5.0 Test/1',
        referer: 'https://l.facebook.com/',
      },
    });
    expect(await response.json()).toEqual({
      fbp,
      fbc: expect.stringMatching(/^fb\.1\.\d{13}\.New__DOT__Click$/),
      ip: '8.8.8.8',
      userAgent: 'Mozilla/5.0 Test/1',
      url: `${url}/page?fbclid=New.Click`,
      referrer: 'https://l.facebook.com/',
      anonymousId: 'a1',
    });
  });

  it("keeps the visitor's address when the connection ends before the identity is read", async () => {
    let identityAfterClose: Promise<Identity> | undefined;
    await serve({}, (app) => {
      app.set('trust proxy', 'loopback');
      app.use((req, _res, next) => {
        identityAfterClose = once(req.socket, 'close').then(() => req.twinbeam.identity);
        next();
      });
    });
    server?.on('request', (request) => setImmediate(() => request.socket.destroy()));
    await expect(fetch(`${url}/slow`, { headers: { 'x-forwarded-for': '8.8.8.8' } })).rejects.toThrow();
    expect(await identityAfterClose).toMatchObject({ ip: '8.8.8.8' });
  });

  it('knows the visitor behind a proxy around it too, as frameworks make', async () => {
    await serve();
    const response = await fetch(`${url}/wrapped`, { headers: { cookie: `_fbp=${fbp}` } });
    expect(await response.json()).toMatchObject({ fbp });
  });

  it('treats a visitor who cannot be read as one without consent', async () => {
    await serve({}, (app) =>
      app.set('trust proxy', () => {
        throw new Error('no such network');
      }),
    );
    const response = await fetch(`${url}/order`, { method: 'POST', headers: { cookie: `_fbp=${fbp}` } });
    expect(await response.json()).toMatchObject({ status: 'skipped', problems: [{ code: 'consent-missing' }] });
    const [line] = fixture.logged.filter((each) => each.includes('visitor of a request could not be read'));
    expect(line).toMatch(/"error":"Error".*express\.test\.ts/);
    expect(line).not.toContain('no such network');
  });

  it('responds to options that cannot be read', async () => {
    await serve();
    const response = await fetch(`${url}/unreadable`, { headers: { cookie: `_fbp=${fbp}` } });
    expect(await response.json()).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining('could not be read'),
    });
  });

  it('needs the instance that createTwinbeam returned', async () => {
    await serve();
    expect(() => twinbeamExpress({ ...twinbeam })).toThrow(TypeError);
    expect(() => twinbeamExpress({ ...twinbeam })).toThrow(/not what createTwinbeam returned/);
  });

  it('tracks an order of the visitor, with the page that posted it', async () => {
    await serve();
    const response = await fetch(`${url}/order`, {
      method: 'POST',
      headers: { cookie: `_fbp=${fbp}`, referer: `${url}/payment` },
    });
    expect(await response.json()).toMatchObject({ status: 'accepted', eventId: 'purchase.7' });
    await twinbeam.flush();
    expect(sandbox.events()).toMatchObject([
      { event_name: 'Purchase', user_data: { fbp }, event_source_url: `${url}/payment` },
    ]);
  });
});
