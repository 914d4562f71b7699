import { gzipSync } from 'node:zlib';
import { createMemoryOutbox, type TwinbeamOptions } from '@twinbeam/server';
import express, { type Express } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';

const writeKey = 'write-key';
const serverKey = 'a-secret-server-key';
const browserAgent = 'Mozilla/5.0 Test/1';
const libraryAgent = 'analytics-node-next/latest';
const ip = '8.8.8.8';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:', writeKey, serverKey }));
});
afterEach(() => fixture.close());

/** Serves an instance behind a trusted proxy. */
async function serve(options: TwinbeamOptions = {}, prepare: (app: Express) => void = () => undefined) {
  const server = await serveTwinbeam(fixture.start(options), (app) => {
    app.set('trust proxy', 1);
    prepare(app);
  });
  fixture.closeLater(() => server.close());
  return server;
}

const toBasic = (key: string) => ({ authorization: `Basic ${btoa(`${key}:`)}` });
const page = { 'user-agent': browserAgent, 'x-forwarded-for': ip, ...toBasic(writeKey) };
const library = { 'user-agent': libraryAgent, 'x-forwarded-for': '1.1.1.1' };
const lead = (messageId: string, fields: object = {}) => ({
  type: 'track',
  event: 'Lead',
  messageId,
  userId: 'u1',
  ...fields,
});
const toBody = (value: unknown) => JSON.stringify(value);
const longContext = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`c${index}`, 1]));
const readEvents = async (count: number) => {
  await expect.poll(() => fixture.sandbox.events().length).toBe(count);
  return fixture.sandbox.events();
};

describe('the calls', () => {
  it.each([
    ['track', { event: 'Lead' }, 'Lead'],
    ['t', { event: 'Lead' }, 'Lead'],
    ['page', { name: 'Home' }, 'PageView'],
    ['p', { name: 'Home' }, 'PageView'],
    ['screen', { name: 'Home' }, 'PageView'],
    ['s', { name: 'Home' }, 'PageView'],
  ])('v1/%s creates an event whose id is the message id', async (path, fields, name) => {
    const { post } = await serve();
    const body = toBody({ ...fields, messageId: `m-${path}`, userId: 'u1', type: 'track' });
    const { status, json } = await post(`/v1/${path}`, body, page);
    expect([status, json]).toEqual([200, { success: true }]);
    expect(await readEvents(1)).toMatchObject([{ event_name: name, event_id: `m-${path}` }]);
  });

  it.each(['identify', 'i', 'group', 'g', 'alias', 'a', 'm'])('v1/%s creates no event and succeeds', async (path) => {
    const { post } = await serve();
    const body = toBody({ messageId: 'm1', userId: 'u1', previousId: 'u0', groupId: 'g1', event: 'Lead' });
    expect((await post(`/v1/${path}`, body, page)).status).toBe(200);
    expect((await post('/v1/track', toBody(lead('last')), page)).status).toBe(200);
    expect(await readEvents(1)).toMatchObject([{ event_id: 'last' }]);
  });

  it.each(['/v1/batch', '/v1/b', '/v1/import', '/v1/import/', '/beacon/v1/batch'])(
    '%s accepts several messages, and fields for all of them',
    async (path) => {
      const { post } = await serve();
      const batch = [
        lead('m1'),
        lead('m2', { integrations: { All: true }, context: { page: { url: 'https://shop.example/own' } } }),
        { type: 'identify', userId: 'u1' },
        lead('off', { integrations: { All: false } }),
        'nonsense',
      ];
      const context = { page: { url: 'https://shop.example/all' } };
      expect((await post(path, toBody({ batch, context }), page)).status).toBe(200);
      expect(await readEvents(2)).toMatchObject([
        { event_id: 'm1', event_source_url: 'https://shop.example/all' },
        { event_id: 'm2', event_source_url: 'https://shop.example/own' },
      ]);
    },
  );

  it('accept gzip, before and after express.json()', async () => {
    for (const prepare of [() => undefined, (app: Express) => void app.use(express.json())]) {
      const { port } = await serve({}, prepare);
      const response = await fetch(`http://localhost:${port}/twin/v1/batch`, {
        method: 'POST',
        headers: { ...page, 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: gzipSync(toBody({ batch: [lead('zipped')] })),
      });
      expect(response.status).toBe(200);
    }
    expect(await readEvents(2)).toHaveLength(2);
  });

  it("correct a library's wrong clock", async () => {
    const { post } = await serve();
    const dayAhead = new Date(Date.now() + 86_400_000).toISOString();
    const late = { timestamp: dayAhead, originalTimestamp: dayAhead };
    await post('/v1/track', toBody(lead('m1', { ...late, sentAt: dayAhead })), page);
    await post('/v1/batch', toBody({ batch: [lead('m2', late)], sentAt: dayAhead }), page);
    for (const { event_time = 0 } of await readEvents(2)) {
      expect(Math.abs(event_time - Date.now() / 1000)).toBeLessThan(5);
    }
  });

  it('are not served without a key, and at the root only if enabled', async () => {
    const options = { writeKey: undefined, serverKey: undefined };
    const closed = await serve(options);
    expect((await closed.post('/v1/batch', '{}')).status).toBe(404);
    const closedAtRoot = await fetch(`http://localhost:${closed.port}/v1/batch`, { method: 'POST' });
    expect(await closedAtRoot.text()).toContain('Cannot POST');
    const { port } = await serve({ sdk: { atRoot: true } });
    const response = await fetch(`http://localhost:${port}/v1/track`, {
      method: 'POST',
      headers: page,
      body: toBody(lead('at-root')),
    });
    expect(response.status).toBe(200);
    expect(await readEvents(1)).toMatchObject([{ event_id: 'at-root' }]);
  });
});

describe('the key', () => {
  const { authorization: _, ...anonymous } = page;
  it.each<[number, string, string, object, Record<string, string>]>([
    [200, 'in the header', '', {}, toBasic(writeKey)],
    [200, 'in the header, with a password', '', {}, { authorization: `basic ${btoa(`${writeKey}:x`)}` }],
    [200, 'in the body', '', { writeKey }, {}],
    [200, 'in the query', `?writeKey=${writeKey}`, {}, {}],
    [200, 'of the server, in the body', '', { writeKey: serverKey }, {}],
    [401, 'of the server, in the query, which logs contain', `?writeKey=${serverKey}`, {}, {}],
    [401, 'missing', '', {}, {}],
    [401, 'wrong in the header, right in the body', '', { writeKey }, toBasic('other')],
    [401, 'wrong in the body', '', { writeKey: `${writeKey}x` }, {}],
    [401, 'empty', '', { writeKey: '' }, { authorization: 'Basic ' }],
    [401, 'no text', '', { writeKey: [writeKey] }, {}],
    [401, 'too long', '', {}, toBasic(`${writeKey}${'x'.repeat(2_000)}`)],
    [401, 'of another scheme', '', {}, { authorization: `Bearer ${writeKey}` }],
  ])('gets %d when it is %s', async (status, _name, query, fields, headers) => {
    const { post } = await serve();
    const body = toBody({ batch: [lead('m1')], ...fields });
    const response = await post(`/v1/batch${query}`, body, { ...anonymous, ...headers });
    expect(response.status).toBe(status);
    // With that header, a browser would ask its user for a password.
    expect(response.headers).not.toHaveProperty('www-authenticate');
    expect(fixture.logged.join()).not.toMatch(/write-key|a-secret/);
    expect(fixture.logged.filter((line) => line.includes('neither writeKey'))).toHaveLength(status === 401 ? 1 : 0);
  });

  it('of a page gives no rights that a page does not have', async () => {
    const { post } = await serve({
      collect: { serverOnly: ['Order Completed'], allow: ({ event }) => event !== 'Contact' },
    });
    const order = { ...lead('o'), event: 'Order Completed', properties: { order_id: '7', revenue: 1 } };
    const batch = [order, { ...lead('c'), event: 'Contact' }, lead('l')];
    for (const sender of [page, { ...library, ...toBasic(writeKey) }]) {
      expect((await post('/v1/batch', toBody({ batch }), sender)).status).toBe(200);
    }
    await readEvents(1);
    await post('/v1/track', toBody(order), { ...library, ...toBasic(serverKey) });
    expect((await readEvents(2)).map(({ event_name }) => event_name)).toEqual(['Lead', 'Purchase']);
  });

  it.each([
    { writeKey: 'a b' },
    { serverKey: 'short' },
    { serverKey: 'the-same-key-twice', writeKey: 'the-same-key-twice' },
  ])('is refused at the start when it is %j', (options) => {
    expect(() => fixture.start(options)).toThrow(/Key must be a/);
  });
});

describe('the visitor', () => {
  const context = { ip: '9.9.9.9', userAgent: 'Mozilla/5.0 Visitor/1' };
  const nobody = { client_ip_address: undefined, client_user_agent: undefined };
  it.each<[string, Record<string, string>, object, object]>([
    ['a page is that of the request', page, { context }, { client_ip_address: ip, client_user_agent: browserAgent }],
    [
      'an app on iOS is that of the request',
      { ...page, 'user-agent': 'My%20Shop/1.2 CFNetwork/1404.0.5 Darwin/22.3.0' },
      { context },
      { client_ip_address: ip },
    ],
    [
      'a library with the key of pages is that of the message, without address',
      { ...library, ...toBasic(writeKey) },
      { context, request_ip: '9.9.9.9' },
      { client_ip_address: undefined, client_user_agent: 'Mozilla/5.0 Visitor/1' },
    ],
    [
      'a library that gives no text as the user agent is nobody',
      { ...library, ...toBasic(writeKey) },
      { context: { userAgent: { name: 'Mozilla' } } },
      nobody,
    ],
    [
      'server code is that of the message',
      { ...library, ...toBasic(serverKey) },
      { context },
      { client_ip_address: '9.9.9.9', client_user_agent: 'Mozilla/5.0 Visitor/1' },
    ],
    [
      'server code has the address that RudderStack adds',
      { ...library, ...toBasic(serverKey) },
      { request_ip: '9.9.9.9' },
      { client_ip_address: '9.9.9.9' },
    ],
    [
      'server code that copies a header of proxies is the first public address',
      { ...library, ...toBasic(serverKey) },
      { context: { ip: '10.0.0.1, 9.9.9.9, 8.8.8.8' } },
      { client_ip_address: '9.9.9.9' },
    ],
    ['server code that tells none is nobody', { ...library, ...toBasic(serverKey) }, {}, nobody],
    [
      'server code that names a library is nobody',
      { ...library, ...toBasic(serverKey) },
      { context: { userAgent: 'analytics-node/3.0.13' } },
      { client_user_agent: undefined },
    ],
    [
      'server code that names a runtime is nobody',
      { ...library, ...toBasic(serverKey) },
      { context: { userAgent: 'Bun/1.4.5' } },
      { client_user_agent: undefined },
    ],
    ['server code that speaks like a browser is that of the message', { ...page, ...toBasic(serverKey) }, {}, nobody],
  ])('of %s', async (_name, headers, fields, userData) => {
    const { post } = await serve();
    expect((await post('/v1/track', toBody(lead('m1', fields)), headers)).status).toBe(200);
    const [event] = await readEvents(1);
    const data = event?.user_data as Record<string, unknown>;
    expect(Object.fromEntries(Object.keys(userData).map((name) => [name, data[name]]))).toEqual(userData);
  });

  it('has the click time of an event that a library sends late', async () => {
    const { post } = await serve();
    const timestamp = new Date(Date.now() - 3_600_000).toISOString();
    const late = { timestamp, context: { page: { url: 'https://shop.example/?fbclid=AbC' } } };
    await post('/v1/track', toBody(lead('server', late)), { ...library, ...toBasic(serverKey) });
    await post('/v1/track', toBody(lead('app', late)), { ...library, ...toBasic(writeKey) });
    const fbc = `fb.1.${Date.parse(timestamp)}.AbC`;
    expect(await readEvents(2)).toMatchObject([{ user_data: { fbc } }, { user_data: { fbc } }]);
  });

  it('is known by the cookies of a page of the same site', async () => {
    const { post } = await serve();
    const fbp = 'fb.1.1700000000000.42';
    const response = await post('/v1/p', toBody({ messageId: 'm1' }), { ...page, cookie: `_fbp=${fbp}` });
    expect(response.headers['set-cookie']).toContain(fbp);
    expect(await readEvents(1)).toMatchObject([{ user_data: { fbp } }]);
  });

  it('gets no id in a cookie from a message without consent', async () => {
    const { post } = await serve();
    const [granted, denied] = ['granted', 'denied'].map((consent) =>
      lead(consent, { anonymousId: `visitor-${consent}`, context: { consent } }),
    );
    const headers = { ...page, cookie: 'twinbeam_id=visitor-before' };
    const response = await post('/v1/batch', toBody({ batch: [granted, denied] }), headers);
    expect(response.headers['set-cookie']).toContain('visitor-granted');
    expect(await readEvents(1)).toMatchObject([{ event_id: 'granted' }]);
  });

  it('of a library gets no cookies', async () => {
    const { post } = await serve({ rememberMatchKeys: true, secret: 'a secret of thirty-two characters' });
    const body = toBody(lead('m1', { context: { traits: { email: 'ada@example.com' } } }));
    const { status, headers } = await post('/v1/track', body, { ...library, ...toBasic(serverKey) });
    expect([status, headers['set-cookie']]).toEqual([200, undefined]);
  });

  it('who has not consented is skipped', async () => {
    const { post } = await serve({ consent: { required: true } });
    const denied = { context: { consent: 'denied' } };
    const granted = { context: { consent: 'granted' } };
    await post('/v1/track', toBody(lead('undecided')), page);
    await post('/v1/track', toBody(lead('cookie', granted)), { ...page, cookie: 'twinbeam_consent=denied' });
    await post('/v1/track', toBody(lead('library')), { ...library, ...toBasic(writeKey) });
    await post('/v1/track', toBody(lead('denied', denied)), { ...library, ...toBasic(serverKey) });
    await post('/v1/track', toBody(lead('granted', granted)), page);
    expect(await readEvents(1)).toMatchObject([{ event_id: 'granted' }]);
    expect(fixture.logged.filter((line) => line.includes('createTracker'))).toEqual([]);
  });

  it('who has limited the use of data gets Limited Data Use, from the consent or the options of the message', async () => {
    const { post } = await serve({ limitedDataUse: true });
    const consent = 'granted.LDU.1.1000';
    for (const [id, context] of Object.entries({ consent: { consent }, options: { dataProcessingOptions: ['LDU'] } })) {
      await post('/v1/track', toBody(lead(id, { context })), { ...library, ...toBasic(serverKey) });
    }
    const limits = (await readEvents(2)).map(({ event_id: id, data_processing: limit }) => [id, limit]);
    expect(Object.fromEntries(limits)).toEqual({ consent: 'LDU,1,1000', options: 'LDU,0,0' });
  });

  it('who is a bot is skipped', async () => {
    const { post } = await serve();
    const bot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
    await post('/v1/track', toBody(lead('bot')), { ...page, 'user-agent': bot });
    const named = lead('named', { context: { userAgent: bot } });
    await post('/v1/track', toBody(named), { ...library, ...toBasic(writeKey) });
    await post('/v1/track', toBody(lead('person')), { ...library, ...toBasic(writeKey) });
    expect(await readEvents(1)).toMatchObject([{ event_id: 'person' }]);
  });

  it.each(['okhttp/4.12.0', 'analytics-swift/1.6.2'])('is no bot where an app names its library: %s', async (agent) => {
    const { post } = await serve();
    const headers = { ...library, 'user-agent': agent, ...toBasic(writeKey) };
    await post('/v1/track', toBody(lead('app', { context: { userAgent: agent } })), headers);
    expect(await readEvents(1)).toMatchObject([{ event_id: 'app' }]);
  });
});

describe('the ids of a page whose message has none that can be read', () => {
  it.each(['', 'undefined', null])('(%j) are those of its cookies', async (given) => {
    const { post } = await serve();
    const [fbp, fbc] = ['fb.1.1700000000000.42', 'fb.1.1700000000000.IwAR1'];
    const cookie = `_fbp=${fbp}; _fbc=${fbc}; twinbeam_id=a-1`;
    const message = { ...lead('m1'), userId: given, anonymousId: given, context: { fbp: given, fbc: given } };
    await post('/v1/track', toBody(message), { ...page, cookie });
    expect(await readEvents(1)).toMatchObject([{ user_data: { fbp, fbc } }]);
  });
});

describe('the status codes', () => {
  it.each<[number, string, string]>([
    [400, 'no JSON', 'nonsense'],
    [400, 'no object', '[]'],
    [400, 'no batch', '{"batch":{}}'],
    [413, 'too many messages', toBody({ batch: Array(1_001).fill(0) })],
    [413, 'too many bytes', toBody({ batch: ['x'.repeat(1_100_000)] })],
    [
      413,
      'a context that is too long for so many messages',
      toBody({ batch: Array(1_000).fill({}), context: longContext }),
    ],
    [200, 'an empty batch', '{"batch":[]}'],
  ])('%d: a library does not send %s again', async (status, _name, body) => {
    const { post } = await serve();
    expect((await post('/v1/batch', body, page)).status).toBe(status);
  });

  it('2xx or 413, depending on the version of Node: nor a context that is nested too deeply', async () => {
    const { post } = await serve();
    const context = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const { status } = await post('/v1/batch', `{"batch":[{}],"context":${context}}`, page);
    expect([200, 413]).toContain(status);
  });

  it('413: nor a body that is too large after decompression', async () => {
    const { port } = await serve();
    const response = await fetch(`http://localhost:${port}/twin/v1/batch`, {
      method: 'POST',
      headers: { ...page, 'content-encoding': 'gzip' },
      body: gzipSync('x'.repeat(20_000_000)),
    });
    expect(response.status).toBe(413);
  });

  it('503: it sends events again that could not be stored, and none is counted twice', async () => {
    const outbox = createMemoryOutbox({ maxPending: 1 });
    const { post } = await serve({ outbox, dispatch: false });
    const body = toBody({ batch: [lead('m1'), lead('m2')] });
    const response = await post('/v1/batch', body, page);
    expect([response.status, response.headers['retry-after']]).toEqual([503, '5']);
    // A request is stored whole or not at all.
    expect((await outbox.stats()).pending).toBe(0);
  });

  it('503: it sends a request again that took too long', async () => {
    const { port } = await serve({ collect: { timeoutMs: 20 } });
    const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{')) });
    const response = await fetch(`http://localhost:${port}/twin/v1/batch`, {
      ...{ method: 'POST', headers: page, duplex: 'half' },
      body,
    } as RequestInit);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  });

  it('429: it waits, but server code has no rate limit by address', async () => {
    const { post } = await serve({ rateLimit: { perAddress: 1 } });
    const body = toBody({ batch: [lead('m1')] });
    expect((await post('/v1/batch', body, page)).status).toBe(200);
    const refused = await post('/v1/batch', body, page);
    expect([refused.status, Number(refused.headers['retry-after']) > 0]).toEqual([429, true]);
    for (let call = 0; call < 3; call++) {
      expect((await post('/v1/batch', body, { ...page, ...toBasic(serverKey) })).status).toBe(200);
    }
  });
});

describe('pages of other sites', () => {
  const origin = 'https://checkout.example';
  const preflight = (port: number, headers: Record<string, string>) =>
    fetch(`http://localhost:${port}/twin/v1/t`, {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST', ...headers },
    });

  it('may send if the options list them, after a preflight', async () => {
    const { port, post, get } = await serve({ collect: { origins: [origin] } });
    const response = await preflight(port, { origin });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    const sent = await post('/v1/t', toBody(lead('m1')), { ...page, origin });
    expect([sent.status, sent.headers['access-control-allow-origin']]).toEqual([200, origin]);
    expect(sent.headers['access-control-expose-headers']).toBe('retry-after');
    const config = await get('/sourceConfig/?writeKey=x', { origin });
    expect(config.headers['access-control-allow-origin']).toBe(origin);
  });

  it.each([
    ['those that a library sends', 'authorization,x-of-a-later-version', 'authorization,x-of-a-later-version'],
    ['none where the list has no end', 'x,'.repeat(1_000), ''],
  ])('may send whatever headers they ask for: %s', async (_name, asked, allowed) => {
    const { port } = await serve({ collect: { origins: [origin] } });
    const response = await preflight(port, { origin, 'access-control-request-headers': asked });
    expect(response.headers.get('access-control-allow-headers')).toBe(allowed);
  });

  it('are refused otherwise', async () => {
    const { port, post } = await serve();
    expect((await preflight(port, { origin })).status).toBe(403);
    expect((await post('/v1/t', toBody(lead('m1')), { ...page, origin })).status).toBe(403);
  });
});

describe('the configuration that browser libraries load', () => {
  it('for RudderStack is a source without destinations', async () => {
    const { get } = await serve();
    for (const path of ['/sourceConfig', '/sourceConfig/?p=npm&v=3']) {
      expect((await get(path)).json).toMatchObject({ source: { writeKey, enabled: true, destinations: [] } });
    }
  });

  it('for Segment are settings that name this server', async () => {
    const { get, port } = await serve({ sdk: { atRoot: true } });
    const path = `/v1/projects/${writeKey}/settings`;
    const readTarget = (json: unknown) => (json as { integrations: Record<string, object> }).integrations['Segment.io'];
    const apiHost = `localhost:${port}/twin/v1`;
    expect(readTarget((await get(path)).json)).toMatchObject({ apiKey: writeKey, apiHost, protocol: 'http' });
    const behindTls = await get(path, { referer: 'https://shop.example/' });
    expect(readTarget(behindTls.json)).toMatchObject({ protocol: 'https' });
    const atRoot = await (await fetch(`http://localhost:${port}${path}`)).json();
    expect(readTarget(atRoot)).toMatchObject({ apiHost: `localhost:${port}/v1` });
    expect((await get('/v1/projects/other/settings')).status).toBe(404);
  });
});
