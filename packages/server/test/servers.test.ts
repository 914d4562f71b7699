import { once } from 'node:events';
import { request as startRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RecipeOptions, type RecipeServer, startRecipe } from './support/recipe-server.js';
import { runtimes } from './support/runtimes.js';

const userAgent = 'Mozilla/5.0 Test/1';
const fbp = 'fb.1.1700000000000.42';
const fbc = 'fb.1.1700000000000.Click.Id_-';
const ip = '8.8.8.8';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await createSandbox();
});
beforeEach(() => sandbox.clear());
afterAll(() => sandbox.close());

const installed = runtimes.filter(({ isInstalled }) => isInstalled);

/** The servers in docs/servers.md, each exactly as it is there. */
const servers: [title: string, sample: string, options: RecipeOptions][] = [
  ['Express 5', 'express', {}],
  ['Express 4', 'express', { imports: { express: 'express4' } }],
  ['node:http', 'node', {}],
  ['Fastify', 'fastify', {}],
  ['Hono', 'hono', {}],
  ...installed.flatMap(({ name, toCommand, toServe }): typeof servers => [
    [`Express 5 on ${name}`, 'express', { toCommand }],
    ...(toServe ? [[`the server of ${name}`, 'web', { toCommand: toServe }] as (typeof servers)[number]] : []),
  ]),
];

describe.each(servers)('%s', (_title, sample, options) => {
  let server: RecipeServer;

  beforeAll(async () => {
    const env = {
      META_PIXEL_ID: '1',
      META_ACCESS_TOKEN: 't',
      META_GRAPH_URL: sandbox.url,
      TWINBEAM_OUTBOX: 'memory:',
    };
    server = await startRecipe(sample, env, options);
  }, 60_000);
  afterAll(() => server?.close());

  const message = (messageId: string) => ({
    type: 'track',
    event: 'Lead',
    messageId,
    anonymousId: 'a1',
    context: { fbp, fbc, page: { url: `${server.url}/page` } },
  });
  const collect = (body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/twin/collect`, {
      method: 'POST',
      headers: {
        'content-type': 'text/plain',
        origin: server.url,
        'user-agent': userAgent,
        'x-forwarded-for': `9.9.9.9, ${ip}`,
        ...headers,
      },
      body,
    });
  const toBody = (messageId: string) => JSON.stringify({ batch: [message(messageId)] });

  it('serves the script, and 304 to clients that have it', async () => {
    const response = await fetch(`${server.url}/twin/t.js`);
    const script = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(() => new Function(script)).not.toThrow();
    const headers = { 'if-none-match': response.headers.get('etag') ?? '' };
    expect((await fetch(`${server.url}/twin/t.js`, { headers })).status).toBe(304);
    const head = await fetch(`${server.url}/twin/t.js`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it.each(['text/plain', 'application/json'])(
    'accepts messages as %s, of the visitor that the proxy names',
    async (type) => {
      const response = await collect(toBody(type), { 'content-type': type });
      expect(response.status).toBe(202);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(await response.json()).toEqual({ results: [{ messageId: type, status: 'accepted', eventId: type }] });
      expect(response.headers.getSetCookie()).toEqual([
        `_fbp=${fbp}; Max-Age=7776000; Path=/; SameSite=Lax`,
        `_fbc=${fbc}; Max-Age=7776000; Path=/; SameSite=Lax`,
        'twinbeam_id=a1; Max-Age=7776000; Path=/; SameSite=Lax',
        `twinbeam_keep=a1!${fbp}!${fbc}; Max-Age=7776000; Path=/; SameSite=Lax`,
      ]);
      await expect.poll(() => sandbox.events().length).toBe(1);
      expect(sandbox.events()[0]).toMatchObject({
        event_name: 'Lead',
        event_id: type,
        user_data: { fbp, fbc, client_user_agent: userAgent, client_ip_address: ip },
      });
    },
  );

  it('accepts messages in gzip, and refuses those that are too large after decompression', async () => {
    const headers = { 'content-encoding': 'gzip' };
    expect((await collect(gzipSync(toBody('zipped')), headers)).status).toBe(202);
    const bomb = gzipSync(JSON.stringify({ batch: ['x'.repeat(10_000_000)] }));
    expect((await collect(bomb, headers)).status).toBe(413);
    expect((await collect('no gzip', headers)).status).toBe(400);
    expect((await collect('{', { 'content-encoding': 'br' })).status).toBe(400);
    expect((await collect('br', { 'content-encoding': 'br' })).status).toBe(415);
  });

  it.each([
    [400, 'what is no JSON', 'nonsense', {}],
    [400, 'nothing', '', {}],
    [403, 'a foreign origin', '{"batch":[{}]}', { origin: 'https://evil.example' }],
    [413, 'too many bytes', `{"batch":["${'x'.repeat(300_000)}"]}`, {}],
  ])('responds with %d to %s, with a reason', async (status, _name, body, headers) => {
    const response = await collect(body, headers as Record<string, string>);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: expect.stringMatching(/\w{4}/) });
  });

  it('stops reading a body of unknown length that is too large', async () => {
    const request = startRequest(`${server.url}/twin/collect`, {
      method: 'POST',
      headers: { 'user-agent': userAgent },
    });
    const responded = once(request, 'response');
    // The server may close the connection before everything is written.
    request.on('error', () => undefined);
    for (let chunk = 0; chunk < 10; chunk++) request.write(Buffer.alloc(50_000, 'x'));
    const [response] = await responded;
    expect(response.statusCode).toBe(413);
    request.destroy();
  });

  it('responds with 404 and 405 below its own path, and leaves every other path to the host', async () => {
    expect((await fetch(`${server.url}/twin/nothing`)).status).toBe(404);
    const wrong = await fetch(`${server.url}/twin/collect`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    const page = await (await fetch(`${server.url}/?a=/twin/t.js`)).text();
    expect(page).toMatch(/<head><script>.*src="\/twin\/t\.js"/s);
  });

  it("tracks the visitor of the host's own request", async () => {
    const response = await fetch(`${server.url}/order`, {
      method: 'POST',
      headers: {
        cookie: `_fbp=${fbp}`,
        referer: 'https://shop.example/payment',
        'user-agent': userAgent,
        'x-forwarded-for': ip,
      },
    });
    expect(await response.json()).toEqual({ eventId: 'purchase.1001' });
    await expect.poll(() => sandbox.events().length).toBe(1);
    expect(sandbox.events()[0]).toMatchObject({
      event_name: 'Purchase',
      event_source_url: 'https://shop.example/payment',
      user_data: { fbp, client_user_agent: userAgent, client_ip_address: ip },
    });
  });
});
