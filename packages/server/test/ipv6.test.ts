import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { createMemoryOutbox, type TwinbeamOptions } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, identity } from './support/fixture.js';
import { serveTwinbeam, type TwinbeamServer } from './support/serve-twinbeam.js';

const { fbp } = identity;
const address = '2606:4700::1111';
const ipv6Url = 'https://ipv6.shop.example/twin/ipv6';
const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

let fixture: Fixture;
let server: TwinbeamServer;
/** Milliseconds by which the server's clock is behind. */
let behindMs = 0;
const now = () => Date.now() - behindMs;

const start = async (options: TwinbeamOptions = {}): Promise<void> => {
  const twinbeam = fixture.start({ ipv6Url, now, ...options });
  // A proxy on this machine passes on the visitor's address.
  server = await serveTwinbeam(twinbeam, (app) => void app.set('trust proxy', 'loopback'));
  fixture.closeLater(async () => server.close());
};
beforeEach(async () => {
  behindMs = 0;
  fixture = await createFixture(() => ({ outbox: createMemoryOutbox() }));
  await start();
});
afterEach(() => fixture.close());

/**
 * Requests the address, over this machine's IPv6 socket if there is one. Uses `node:http`, because `fetch` would not
 * send a host.
 */
const ask = (headers: Record<string, string> = {}, body = JSON.stringify({ fbp }), method = 'POST') =>
  new Promise<{ status: number; headers: Record<string, unknown>; json: { token?: string | null; error?: string } }>(
    (resolve, reject) => {
      const sent = request(
        {
          host: hasIpv6 ? '::1' : '127.0.0.1',
          port: server.port,
          path: '/twin/ipv6',
          method,
          headers: { host: 'ipv6.shop.example', 'x-forwarded-for': address, ...headers },
        },
        async (response) => {
          const text = (await response.toArray()).join('');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, json: JSON.parse(text || '{}') });
        },
      );
      sent.on('error', reject).end(body);
    },
  );

/** Tracks an event of a visitor with these cookies. Returns the address that Meta receives. */
async function sendWith(cookie: string, visitorIp = '8.8.8.8'): Promise<unknown> {
  const before = fixture.sandbox.events().length;
  const message = { type: 'track', event: 'Lead', messageId: `lead-${before}`, context: { fbp } };
  const headers = { cookie, 'x-forwarded-for': visitorIp };
  expect((await server.post('/collect', JSON.stringify({ batch: [message] }), headers)).status).toBe(202);
  await expect.poll(() => fixture.sandbox.events().length).toBe(before + 1);
  return fixture.sandbox.events().find(({ event_id }) => event_id === message.messageId)?.user_data.client_ip_address;
}

describe('POST /twin/ipv6', () => {
  it('signs the address that it sees, which then takes precedence over that of the connection', async () => {
    const { status, headers, json } = await ask();
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(await sendWith(`_fbp=${fbp}`)).toBe('8.8.8.8');
    expect(await sendWith(`_fbp=${fbp}; twinbeam_ipv6=${json.token}`)).toBe(address);
  });

  it('gives way to an IPv6 address of the connection, which is newer', async () => {
    const { json } = await ask();
    const cookie = `_fbp=${fbp}; twinbeam_ipv6=${json.token}`;
    expect(await sendWith(cookie, '2606:4700::2222')).toBe('2606:4700::2222');
  });

  it('is of no use to another visitor, nor after a day, nor without its signature', async () => {
    const { json } = await ask();
    const [ip, expiresAt] = `${json.token}`.split('.');
    expect(await sendWith(`_fbp=fb.1.1700000000000.99; twinbeam_ipv6=${json.token}`)).toBe('8.8.8.8');
    expect(await sendWith(`_fbp=${fbp}; twinbeam_ipv6=${ip}.${expiresAt}.${'A'.repeat(43)}`)).toBe('8.8.8.8');
    behindMs = 24 * 60 * 60 * 1000;
    const { json: old } = await ask();
    behindMs = 0;
    expect(await sendWith(`_fbp=${fbp}; twinbeam_ipv6=${old.token}`)).toBe('8.8.8.8');
  });

  it('is accepted by another process with the same options', async () => {
    const { json } = await ask();
    await start();
    expect(await sendWith(`_fbp=${fbp}; twinbeam_ipv6=${json.token}`)).toBe(address);
    await start({ secret: 'another secret of 32 characters.' });
    expect(await sendWith(`_fbp=${fbp}; twinbeam_ipv6=${json.token}`)).toBe('8.8.8.8');
  });

  it.each([
    ['an IPv4 visitor', { 'x-forwarded-for': '8.8.8.8' }],
    ['an IPv4 visitor on an IPv6 socket', { 'x-forwarded-for': '::ffff:8.8.8.8' }],
    ['an address that is not public', { 'x-forwarded-for': 'fd00::1' }],
  ])('signs nothing for %s, and logs why', async (_name, headers) => {
    expect((await ask(headers)).json).toEqual({ token: null });
    expect(fixture.logged.filter((line) => line.includes('ipv6Url'))).toHaveLength(1);
  });

  it.each([
    ['the site itself', 'https://shop.example', 200],
    ['another host of the site', 'https://www.shop.example', 200],
    ['an origin that the options name', 'https://brand.example', 200],
    ['another site', 'https://evil.example', 403],
    ['a site whose name ends alike', 'https://notshop.example', 403],
    ['a frame without an origin', 'null', 403],
    ['what is no origin', 'x'.repeat(5_000), 403],
  ])('lets pages of %s read it: %s %d', async (_name, origin, status) => {
    await start({ collect: { origins: ['https://brand.example'] } });
    const response = await ask({ origin });
    expect(response.status).toBe(status);
    expect(response.headers['access-control-allow-origin']).toBe(status === 200 ? origin : undefined);
  });

  it('allows the headers that tools add to requests of the site', async () => {
    const preflight = (origin: string) =>
      ask({ origin, 'access-control-request-headers': 'sentry-trace' }, '', 'OPTIONS');
    const { status, headers } = await preflight('https://www.shop.example');
    expect([status, headers['access-control-allow-headers']]).toEqual([204, 'sentry-trace']);
    expect((await preflight('https://evil.example')).status).toBe(403);
  });

  it('lets no page of another host read it if its own host belongs to no site', async () => {
    expect((await ask({ host: 'localhost', origin: 'https://10.0.0.1' })).status).toBe(403);
  });

  it('lets no page without TLS read it if the site has TLS', async () => {
    const headers = { origin: 'http://shop.example', 'x-forwarded-proto': 'https' };
    expect((await ask(headers)).status).toBe(403);
  });

  it.each(['', '{}', '{"fbp":"x"}', '[]', 'null', '{"fbp":{"a":1}}'])('refuses the body %j', async (body) => {
    expect((await ask({}, body)).status).toBe(400);
  });

  it('refuses a long body', async () => {
    expect((await ask({}, JSON.stringify({ fbp, more: 'x'.repeat(300) }))).status).toBe(413);
  });

  it('is limited like other requests', async () => {
    await start({ rateLimit: { perAddress: 2 } });
    const statuses = [];
    for (let count = 0; count < 3; count++) statuses.push((await ask()).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('does not exist without the option', async () => {
    await start({ ipv6Url: undefined });
    expect((await ask()).status).toBe(404);
    expect((await server.get('/t.js')).text).not.toContain('ipv6Url":');
  });
});

it('reaches server code in the identity of a request', async () => {
  const { json } = await ask();
  const seen: unknown[] = [];
  const twinbeam = fixture.start({ ipv6Url, now });
  const app = await serveTwinbeam(twinbeam, (express) => {
    express.set('trust proxy', 'loopback');
    express.use('/twin/t.js', (req, _res, next) => {
      // `req.twinbeam` is set only by Twinbeam's middleware, which runs after this one.
      process.nextTick(() => seen.push(req.twinbeam?.identity.ip));
      next();
    });
  });
  fixture.closeLater(async () => app.close());
  const cookie = `_fbp=${fbp}; twinbeam_ipv6=${json.token}`;
  await app.get('/t.js', { cookie, 'x-forwarded-for': '8.8.8.8' });
  await app.get('/t.js', { cookie: `${cookie}; twinbeam_consent=denied`, 'x-forwarded-for': '8.8.8.8' });
  expect(seen).toEqual([address, undefined]);
});
