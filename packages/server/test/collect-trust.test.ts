import { createMemoryOutbox, type TwinbeamOptions } from '@twinbeam/server';
import type { Express } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, identity } from './support/fixture.js';
import { type Served, serveTwinbeam, type TwinbeamServer } from './support/serve-twinbeam.js';

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

const order = { order_id: '7', revenue: 1, currency: 'EUR' };
const message = (event: string, fields: object = {}) => ({
  type: 'track',
  event,
  messageId: event,
  properties: order,
  context: { fbp: identity.fbp },
  ...fields,
});
const toBody = (...batch: unknown[]) => JSON.stringify({ batch });
const bot = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' };
const toStatuses = ({ json }: Served) =>
  (json as { results: { status: string }[] }).results.map(({ status }) => status);

describe('serverOnly', () => {
  it('leaves an event to server code, under whatever name a page sends it', async () => {
    const twinbeam = fixture.start({ collect: { serverOnly: ['Order Completed'] }, metrics: { token: 'm' } });
    const { post, get, close } = await serveTwinbeam(twinbeam);
    fixture.closeLater(async () => close());
    const names = ['Order Completed', 'order completed', 'Purchase', ' PURCHASE ', 'Lead'];
    const response = await post('/collect', toBody(...names.map((name) => message(name))));
    expect(toStatuses(response)).toEqual(['skipped', 'skipped', 'skipped', 'skipped', 'accepted']);
    expect(response.json).toMatchObject({
      results: [{ reason: 'only server code may send this event' }, {}, {}, {}, {}],
    });
    const metrics = await get('/metrics', { authorization: 'Bearer m' });
    expect(metrics.text).toContain('twinbeam_messages_skipped_total{cause="server-only"} 4');
    expect(await twinbeam.track('Order Completed', order, { identity })).toMatchObject({ status: 'accepted' });
  });

  it('follows the settings of each pixel', async () => {
    const { post } = await serve({
      eventMapping: { 'Trial Began': 'StartTrial' },
      collect: { serverOnly: ['Trial Began'] },
    });
    expect(toStatuses(await post('/collect', toBody(message('StartTrial'), message('Trial Began'))))).toEqual([
      'skipped',
      'skipped',
    ]);
  });

  it('applies to all names of an event that the setting events excludes by one name', async () => {
    const { post } = await serve({
      events: { deny: ['Order Completed'] },
      collect: { serverOnly: ['Order Completed'] },
    });
    expect(toStatuses(await post('/collect', toBody(message('Purchase'))))).toEqual(['skipped']);
  });
});

describe('collect.allow', () => {
  it('decides about each message, given the request', async () => {
    const seen: unknown[] = [];
    const { post } = await serve(
      {
        collect: {
          allow: async ({ event }, { ip, url, cookies, header }) => {
            seen.push([ip, new URL(url).pathname, cookies.session, header('X-Thing')]);
            return event === 'Lead';
          },
        },
      },
      (app) => void app.set('trust proxy', 1),
    );
    const headers = { cookie: 'session=s; twinbeam_keep=x', 'x-thing': 't', 'x-forwarded-for': '8.8.8.8' };
    const response = await post('/collect', toBody(message('Lead'), message('Contact')), headers);
    expect(toStatuses(response)).toEqual(['accepted', 'skipped']);
    expect(seen[0]).toEqual(['8.8.8.8', '/twin/collect', 's', 't']);
  });

  it.each<[string, NonNullable<NonNullable<TwinbeamOptions['collect']>['allow']>]>([
    [
      'throws',
      () => {
        throw new Error('of ada@example.com');
      },
    ],
    ['rejects', () => Promise.reject(new Error('of ada@example.com'))],
    ['never decides', () => new Promise(() => undefined)],
    ['returns something else', () => 'yes' as never],
  ])('that %s refuses', async (_name, allow) => {
    const { post } = await serve({ collect: { allow }, storeTimeoutMs: 50 });
    expect(toStatuses(await post('/collect', toBody(message('Lead'))))).toEqual(['skipped']);
    expect(fixture.logged.join()).not.toContain('ada@');
  });

  it('is not called for a message without consent, from a bot, or that is not an object', async () => {
    const seen: unknown[] = [];
    const allow = (message: unknown) => seen.push(message) > 0;
    const { post } = await serve({ collect: { allow } });
    const batch = [message('Lead', { context: { consent: 'denied' } }), null, 'Lead', message('Contact')];
    expect(toStatuses(await post('/collect', toBody(...batch)))).toEqual([
      'skipped',
      'rejected',
      'rejected',
      'accepted',
    ]);
    expect(toStatuses(await post('/collect', toBody(message('Lead')), bot))).toEqual(['skipped']);
    expect(seen).toEqual([message('Contact')]);
  });

  it('is not called for messages from a library on the site’s own server', async () => {
    const { post } = await serve({ serverKey: 'a-secret-server-key', collect: { allow: () => false } });
    const headers = { authorization: `Basic ${btoa('a-secret-server-key:')}` };
    expect((await post('/v1/track', JSON.stringify(message('Lead', { userId: 'u1' })), headers)).status).toBe(200);
    await expect.poll(() => fixture.arrived()).toEqual(['Lead']);
  });
});

describe('bots', () => {
  it('are skipped and counted, and get no cookies', async () => {
    const { post, get } = await serve({ metrics: { token: 'm' } });
    const response = await post('/collect', toBody(message('Lead')), bot);
    expect(toStatuses(response)).toEqual(['skipped']);
    expect(response.headers['set-cookie']).toBeUndefined();
    const metrics = await get('/metrics', { authorization: 'Bearer m' });
    expect(metrics.text).toContain('twinbeam_messages_skipped_total{cause="bot"} 1');
  });

  it('are accepted if the option is set', async () => {
    const { post } = await serve({ collect: { bots: true } });
    expect(toStatuses(await post('/collect', toBody(message('Lead')), bot))).toEqual(['accepted']);
  });
});

describe('where a request comes from', () => {
  const origins = ['https://checkout.example'];
  it.each([
    [403, 'another site by fetch metadata', { 'sec-fetch-site': 'cross-site' }],
    [202, 'another site that the options name', { 'sec-fetch-site': 'cross-site', origin: 'https://checkout.example' }],
    [202, 'the same origin', { 'sec-fetch-site': 'same-origin', origin: 'OWN' }],
    [202, 'the same origin, which the page keeps to itself', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
    [403, 'an opaque origin by fetch metadata', { 'sec-fetch-site': 'cross-site', origin: 'null' }],
    [403, 'an opaque origin of the same site', { 'sec-fetch-site': 'same-site', origin: 'null' }],
    [202, 'the own host by https, behind a proxy that ends TLS', { origin: 'https://HOST' }],
    [403, 'the own host by another scheme', { origin: 'ftp://HOST' }],
    [403, 'an extension', { origin: 'chrome-extension://HOST' }],
    [403, 'a scheme alone', { origin: 'http://' }],
    [403, 'an opaque origin', { origin: 'null' }],
    [403, 'another port', { origin: 'http://localhost:1' }],
    [202, 'no page', {}],
  ])('responds with %d to %s', async (status, _name, headers) => {
    const { post, port } = await serve({ collect: { origins } });
    const own = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value.replace('OWN', `http://localhost:${port}`).replace('HOST', `localhost:${port}`),
      ]),
    );
    expect((await post('/collect', toBody(message('Lead')), own)).status).toBe(status);
  });

  it.each([
    'null',
    'capacitor://localhost',
    'ionic://localhost',
    'app://bundle',
    'file://',
    'chrome-extension://abcdef',
  ])('accepts requests of %s if the options list it', async (origin) => {
    const { post } = await serve({ collect: { origins: [origin] } });
    const response = await post('/collect', toBody(message('Lead')), { origin, 'sec-fetch-site': 'cross-site' });
    expect([response.status, response.headers['access-control-allow-origin']]).toEqual([202, origin]);
  });

  it('counts and logs a refused origin with the fix: the browser shows the page only a CORS error', async () => {
    const { post, get } = await serve({ metrics: { token: 'm' } });
    for (let n = 0; n < 5; n++) await post('/collect', toBody(message('Lead')), { origin: 'https://pay.example' });
    const metrics = await get('/metrics', { authorization: 'Bearer m' });
    expect(metrics.text).toContain('twinbeam_requests_refused_total{cause="origin"} 5');
    const lines = fixture.logged.filter((line) => line.includes('https://pay.example'));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('add it to the option collect.origins');
  });

  it('lets a page of https write where its proxy names the port of TLS and not the scheme', async () => {
    const { post } = await serve({}, (app) => void app.set('trust proxy', 1));
    const send = async (host: string) => {
      const headers = { 'x-forwarded-host': host, origin: 'https://shop.example' };
      return (await post('/collect', toBody(message('Lead')), headers)).status;
    };
    expect([await send('shop.example:443'), await send('shop.example:8443')]).toEqual([202, 403]);
  });

  it('does not let an http page write into an https site', async () => {
    const { post } = await serve({}, (app) => void app.set('trust proxy', 1));
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.example' };
    const send = async (origin: string) =>
      (await post('/collect', toBody(message('Lead')), { ...headers, origin })).status;
    expect([await send('http://shop.example'), await send('https://shop.example')]).toEqual([403, 202]);
  });
});

describe('the address of a visitor', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['a browser on this machine', {}, undefined],
    ['a visitor behind a proxy', { 'x-forwarded-host': 'shop.example', 'x-forwarded-for': '8.8.8.8' }, undefined],
    ['a proxy that tells no address', { 'x-forwarded-host': 'shop.example' }, 'no-forwarded-address'],
    ['a proxy that is one of two', { 'x-forwarded-for': '10.0.0.7' }, 'private-address'],
  ])('of %s is reported if it is wrong: %j %s', async (_name, headers, problem) => {
    const { post } = await serve({}, (app) => void app.set('trust proxy', 1));
    expect((await post('/collect', toBody(message('Lead')), headers)).status).toBe(202);
    const problems = fixture.logged.flatMap((line) => /"problem":"([^"]+)"/.exec(line)?.[1] ?? []);
    expect(problems).toEqual(problem === undefined ? [] : [problem]);
  });
});

describe('cookies', () => {
  it('are written once, and again when a value changes, the site differs or a day has passed', async () => {
    let time = Date.now();
    const { post } = await serve({ now: () => time }, (app) => void app.set('trust proxy', 1));
    const other = 'fb.1.1700000000000.43';
    const send = async (cookie: string, host = 'shop.example') => {
      const response = await post('/collect', toBody(message('Lead')), { cookie, 'x-forwarded-host': host });
      return response.headers['set-cookie'] !== undefined;
    };
    const isWritten = [
      await send(''),
      // Written again, because the browser may have refused the cookie.
      await send(''),
      await send(`_fbp=${identity.fbp}`),
      await send(`_fbp=${other}`),
      await send(`_fbp=${other}`),
      await send(`_fbp=${other}; twinbeam_id=0f8fad5b-d9cb-469f-a165-70867728950e`),
      await send(`_fbp=${other}`, 'boots.example'),
    ];
    time += 25 * 3_600_000;
    isWritten.push(await send(`_fbp=${other}`), await send(`_fbp=${other}`));
    expect(isWritten).toEqual([true, true, false, true, false, true, true, true, false]);
  });

  it('are Secure only on https', async () => {
    const { post } = await serve({}, (app) => void app.set('trust proxy', 1));
    const send = (headers = {}) => post('/collect', toBody(message('Lead')), headers);
    expect((await send({ 'x-forwarded-proto': 'https' })).headers['set-cookie']).toContain('; Secure');
    expect((await send()).headers['set-cookie']).not.toContain('Secure');
  });

  it.each([
    'twinbeam_consent=granted; twinbeam_consent=denied',
    'twinbeam_consent=denied; twinbeam_consent=granted',
    'twinbeam_consent="denied"; twinbeam_consent=granted',
    'twinbeam_consent=granted; twinbeam_consent=unreadable',
  ])('that differ about consent do not allow: %s', async (cookie) => {
    const { post } = await serve();
    expect(toStatuses(await post('/collect', toBody(message('Lead')), { cookie }))).toEqual(['skipped']);
  });
});

describe('Global Privacy Control', () => {
  type Gpc = NonNullable<NonNullable<TwinbeamOptions['consent']>['gpc']>;
  it.each<[Gpc, string, string | undefined, string | undefined, string, string | undefined]>([
    ['deny', '1', undefined, undefined, 'skipped', undefined],
    ['deny', '1', 'granted', undefined, 'accepted', undefined],
    ['deny', '1', undefined, 'granted', 'accepted', undefined],
    ['deny', '1', 'denied', 'granted', 'skipped', undefined],
    ['deny', '0', undefined, undefined, 'accepted', undefined],
    ['ldu', '1', undefined, undefined, 'accepted', 'LDU,0,0'],
    ['ldu', '1', 'granted', undefined, 'accepted', undefined],
    ['ldu', '0', undefined, undefined, 'accepted', undefined],
    ['ignore', '1', undefined, undefined, 'accepted', undefined],
  ])('by %s: Sec-GPC %s, cookie %s, message %s is %s', async (gpc, header, cookie, consent, status, processing) => {
    const twinbeam = fixture.start({ consent: { gpc } });
    const { post, close } = await serveTwinbeam(twinbeam);
    fixture.closeLater(async () => close());
    const headers = { 'sec-gpc': header, ...(cookie && { cookie: `twinbeam_consent=${cookie}` }) };
    const body = toBody(message('Lead', { context: { fbp: identity.fbp, ...(consent && { consent }) } }));
    expect(toStatuses(await post('/collect', body, headers))).toEqual([status]);
    await twinbeam.flush();
    const events = fixture.sandbox.events();
    expect(events).toHaveLength(status === 'accepted' ? 1 : 0);
    // The event has the visitor's data, because nobody has refused.
    if (status === 'accepted') expect(events[0]?.user_data).toHaveProperty('client_user_agent', 'Mozilla/5.0 Test/1');
    expect(events[0]?.data_processing ?? undefined).toBe(status === 'accepted' ? processing : undefined);
  });
});

describe('the source of an event', () => {
  it('is the page for collect, and the server for code of its own', async () => {
    const sources: unknown[] = [];
    const outbox = createMemoryOutbox();
    const twinbeam = fixture.start({
      outbox: {
        ...outbox,
        put(events) {
          sources.push(...events.map((event) => (event as { source?: string }).source));
          return outbox.put(events);
        },
      },
    });
    const { post, close } = await serveTwinbeam(twinbeam);
    fixture.closeLater(async () => close());
    await post('/collect', toBody(message('Lead')));
    await twinbeam.track('Lead', {}, { identity });
    await twinbeam.send(message('Contact'));
    expect(sources).toEqual(['page', 'server', 'server']);
  });
});
