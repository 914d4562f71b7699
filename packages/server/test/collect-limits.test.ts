import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createMemoryOutbox, type TwinbeamOptions } from '@twinbeam/server';
import type { Express } from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';
import { serveTwinbeam, type TwinbeamServer } from './support/serve-twinbeam.js';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:' }));
});
afterEach(() => fixture.close());

async function serve(options: TwinbeamOptions = {}, prepare?: (app: Express) => void): Promise<TwinbeamServer> {
  const server = await serveTwinbeam(fixture.start(options), prepare);
  fixture.closeLater(async () => server.close());
  return server;
}

const message = (fields: object = {}) => ({
  type: 'track',
  event: 'Lead',
  context: { fbp: 'fb.1.1700000000000.42' },
  ...fields,
});
const body = JSON.stringify({ batch: [message()] });
const trustProxy = (app: Express) => void app.set('trust proxy', 1);

describe('rate limits', () => {
  it('refuse requests from one address, say when to retry, and accept those from others', async () => {
    const { post, get } = await serve({ rateLimit: { perAddress: 2 }, metrics: { token: 'm' } }, trustProxy);
    const send = (ip: string) => post('/collect', body, { 'x-forwarded-for': ip });
    const first = await send('8.8.8.8');
    expect(first).toMatchObject({
      status: 202,
      headers: { ratelimit: expect.stringMatching(/^"address";r=1;t=\d+$/) },
    });
    expect(first.headers['ratelimit-policy']).toBe('"address";q=2;w=10, "total";q=30000;w=10');
    await send('8.8.8.8');
    const refused = await send('8.8.8.8');
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': expect.stringMatching(/^[1-9]\d*$/) } });
    expect((await send('9.9.9.9')).status).toBe(202);
    const metrics = await get('/metrics', { authorization: 'Bearer m' });
    expect(metrics.text).toContain('twinbeam_requests_refused_total{cause="address-limit"} 1');
    expect(fixture.logged.join()).toContain('the rate limit is reached');
  });

  it('say to retry within the window, also when the clock is set back meanwhile', async () => {
    const { post } = await serve({ rateLimit: { perAddress: 1 } }, trustProxy);
    const send = () => post('/collect', body, { 'x-forwarded-for': '8.8.8.8' });
    await send();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
    try {
      const { status, headers } = await send();
      expect([status, headers['retry-after'], headers.ratelimit]).toEqual([429, '10', '"address";r=0;t=10']);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    ['a network of 64 bits is one visitor', '2a00:1450:4001:81b::1', '2a00:1450:4001:81b:ffff::2', 429],
    ['networks that differ within 64 bits are two', '2a00:1450:4001:81b::1', '2a00:1450:4001:81c::1', 202],
    ['an IPv4 address is the same in its IPv6 form', '8.8.8.8', '::ffff:8.8.8.8', 429],
  ])('%s', async (_name, one, other, status) => {
    const { post } = await serve({ rateLimit: { perAddress: 1 } }, trustProxy);
    await post('/collect', body, { 'x-forwarded-for': one });
    expect((await post('/collect', body, { 'x-forwarded-for': other })).status).toBe(status);
  });

  it('by address do not apply behind a proxy that is not trusted, which is logged once with the fix', async () => {
    const { post } = await serve({ rateLimit: { perAddress: 1, total: 8 } });
    const send = () => post('/collect', body, { 'x-forwarded-for': '8.8.8.8' });
    const statuses: number[] = [];
    for (let request = 0; request < 8; request++) statuses.push((await send()).status);
    // The shared limit is three quarters of the total.
    expect(statuses).toEqual([202, 202, 202, 202, 202, 202, 429, 429]);
    expect(fixture.logged.filter((line) => line.includes("app.set('trust proxy', 1)"))).toHaveLength(1);
  });

  it('apply to all visitors together, without the requests that exceed the limit of an address', async () => {
    const { post } = await serve({ rateLimit: { perAddress: 2, total: 4 } }, trustProxy);
    const send = async (ip: string) => (await post('/collect', body, { 'x-forwarded-for': ip })).status;
    for (let request = 0; request < 5; request++) await send('8.8.8.8');
    expect([await send('9.9.9.1'), await send('9.9.9.2'), await send('9.9.9.3')]).toEqual([202, 202, 429]);
    const { headers } = await post('/collect', body, { 'x-forwarded-for': '9.9.9.4' });
    expect(headers).toMatchObject({ ratelimit: expect.stringMatching(/^"total";r=0;t=\d+$/) });
  });

  it('can be disabled', async () => {
    const { post } = await serve({ rateLimit: { enabled: false, total: 1, perAddress: 1 } });
    for (let request = 0; request < 3; request++) {
      const { status, headers } = await post('/collect', body);
      expect([status, headers.ratelimit]).toEqual([202, undefined]);
    }
  });
});

describe('a busy process', () => {
  it('refuses with 503 before it reads the body, while the other routes of the host continue', async () => {
    const server = await serve({ collect: { maxDelayMs: 10 }, metrics: { token: 'm' } }, (app) => {
      app.get('/twin-host', (_req, res) => void res.send('host'));
      // Simulates work of the host that blocks the event loop.
      app.use((_req, _res, next) => {
        const end = performance.now() + 60;
        while (performance.now() < end);
        next();
      });
    });
    const send = () => server.post('/collect', body);
    let response = await send();
    for (let request = 0; request < 30 && response.status !== 503; request++) response = await send();
    expect(response).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    const metrics = await server.get('/metrics', { authorization: 'Bearer m' });
    expect(metrics.text).toContain('twinbeam_requests_refused_total{cause="overload"} 1');
    expect(fixture.logged.join()).toContain('the event loop is late');
    const host = await fetch(`http://localhost:${server.port}/twin-host`);
    expect(await host.text()).toBe('host');
  });
});

describe('bodies', () => {
  /** Opens a connection that announces a body and sends only a part of it. */
  async function open(port: number, part: string): Promise<Socket> {
    const socket = connect(port, 'localhost');
    await once(socket, 'connect');
    socket.write(`POST /twin/collect HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n${part}`);
    return socket;
  }

  it('that do not arrive get 408, and the connection ends', async () => {
    const { port } = await serve({ collect: { timeoutMs: 100 } });
    const socket = await open(port, '{"batch":[');
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 408 [\s\S]*connection: close/i);
  });

  it('without a declared length are read up to the limit', async () => {
    const { port } = await serve({ collect: { maxBytes: 1_000 } });
    const socket = connect(port, 'localhost');
    await once(socket, 'connect');
    socket.write('POST /twin/collect HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n');
    for (const part of ['a', 'b', 'c']) socket.write(`190\r\n${part.repeat(400)}\r\n`);
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close/i);
  });

  it.each(['br', 'deflate', 'gzip, gzip'])('encoded as %s get 415, with the supported encoding', async (encoding) => {
    const { post } = await serve();
    const { status, headers } = await post('/collect', 'encoded', { 'content-encoding': encoding });
    expect([status, headers['accept-encoding']]).toEqual([415, 'gzip']);
  });

  it('have at most as many messages as the option allows', async () => {
    const { post } = await serve({ collect: { maxMessages: 2 } });
    const send = async (count: number) =>
      (await post('/collect', JSON.stringify({ batch: Array(count).fill(message()) }))).status;
    expect([await send(2), await send(3)]).toEqual([202, 413]);
  });

  it('that the host has parsed are bounded too', async () => {
    const { post } = await serve({ collect: { maxBytes: 100 } }, (app) => {
      app.use((req, _res, next) => {
        req.body = { batch: [message()] };
        next();
      });
    });
    expect((await post('/collect', 'x'.repeat(101))).status).toBe(413);
  });
});

describe('responses', () => {
  it.each([
    ['long ids', { messageId: '\u{1F600}'.repeat(100), event_id: 'x' }],
    ['long names of fields', { event: '\u0001'.repeat(20_000), properties: { ['€'.repeat(60_000)]: 'a@b.cc' } }],
    [
      'many faults',
      {
        event: 'Order Completed',
        properties: Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`p${index}`, 'ada@example.com'])),
      },
    ],
  ])('to a hundred messages of %s stay below 16 kB, the log lines included', async (_name, fields) => {
    const { post } = await serve();
    const { status, text, json } = await post('/collect', JSON.stringify({ batch: Array(100).fill(message(fields)) }));
    if (status === 202) expect((json as { results: unknown[] }).results).toHaveLength(100);
    expect(text.length + Buffer.byteLength(fixture.logged.join('\n'))).toBeLessThan(16_000);
  });

  it('have at most ten problems a message and fifty in all, with short names of fields', async () => {
    const { post } = await serve();
    const properties = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`${index}${'n'.repeat(100)}`, 'ada@example.com']),
    );
    const batch = Array.from({ length: 20 }, (_, index) => message({ messageId: `m${index}`, properties }));
    const { json } = await post('/collect', JSON.stringify({ batch }));
    const { results } = json as { results: { problems?: { field: string }[] }[] };
    expect(results).toHaveLength(20);
    const counts = results.map(({ problems = [] }) => problems.length);
    expect(Math.max(...counts)).toBe(10);
    expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(50);
    for (const { problems = [] } of results) for (const { field } of problems) expect(field.length).toBeLessThan(81);
  });
});

describe('long headers', () => {
  const long = 'x'.repeat(9_000);
  it.each([
    ['if-none-match', `${' '.repeat(5_000)}${','.repeat(5_000)}`, 200],
    ['accept', long, 200],
  ])('%s do not matter for a file', async (name, value, status) => {
    const { get } = await serve();
    expect((await get('/t.js', { [name]: `"x${value}"` })).status).toBe(status);
  });

  it('are cut or left out, and the event is stored', async () => {
    const { post } = await serve({}, trustProxy);
    const referer = `https://shop.example/p?a=${'1'.repeat(1_500)}&b=${'2'.repeat(1_500)}`;
    const headers = {
      'user-agent': `Mozilla/5.0 Test/1 ${'x/1 '.repeat(500)}`,
      referer,
      'x-forwarded-for': `1.1.1.1, ${'8.8.8.8, '.repeat(200)}9.9.9.9`,
    };
    expect((await post('/collect', body, headers)).status).toBe(202);
    await expect.poll(() => fixture.sandbox.events().length).toBe(1);
    const [event] = fixture.sandbox.events();
    expect(event?.user_data).toMatchObject({ client_user_agent: headers['user-agent'].slice(0, 512) });
    expect(event?.user_data).not.toHaveProperty('client_ip_address');
    expect(event?.event_source_url).toBe(referer.slice(0, referer.indexOf('&b')));
  });

  it('with an origin are refused without being quoted', async () => {
    const { post } = await serve();
    const { status, text } = await post('/collect', body, { origin: `https://${long}` });
    expect(status).toBe(403);
    expect(text.length).toBeLessThan(300);
  });
});

describe('health', () => {
  it('stays 200 while the outbox is full, and ready says 503 as collect does, until there is space again', async () => {
    const outbox = createMemoryOutbox({ maxPending: 1 });
    let now = Date.now();
    const { get, post } = await serve({ outbox, dispatch: false, now: () => now, metrics: { token: 'm' } });
    const send = (messageId: string) => post('/collect', JSON.stringify({ batch: [message({ messageId })] }));
    expect(await get('/health/ready')).toMatchObject({ status: 200, json: { status: 'ok' } });
    await send('a');
    expect((await send('b')).status).toBe(503);
    now += 2_000;
    expect(await get('/health/ready')).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
      json: { status: 'unavailable' },
    });
    expect((await get('/health')).json).toEqual({ status: 'unavailable' });
    expect((await get('/health')).status).toBe(200);
    expect((await get('/health', { authorization: 'Bearer m' })).json).toMatchObject({ reason: 'full', pending: 1 });
    const { json } = await get('/health', { authorization: 'Bearer n' });
    expect(json).toEqual({ status: 'unavailable', note: expect.any(String) });
    const [event] = await outbox.take('1', 1, 60_000);
    await outbox.confirm([event?.id ?? '']);
    now += 2_000;
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('is degraded while a pixel is paused', async () => {
    fixture.sandbox.break({ target: 'graph', status: 401, code: 190 });
    let now = Date.now();
    const { get, post } = await serve({ now: () => now });
    await post('/collect', body);
    await expect
      .poll(async () => {
        now += 2_000;
        return (await get('/health/ready')).json;
      })
      .toEqual({ status: 'degraded' });
  });
});
