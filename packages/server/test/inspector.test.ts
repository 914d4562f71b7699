import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createMemoryOutbox, type Outbox, OutboxError, type Twinbeam, type TwinbeamOptions } from '@twinbeam/server';
import { twinbeamFetch } from '@twinbeam/server/fetch';
import { twinbeamNode } from '@twinbeam/server/node';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, identity } from './support/fixture.js';
import { addDeadLetter, bearer, inspectorToken, readStream, type StreamLine, signIn } from './support/inspector.js';
import { findLeaks } from './support/leaks.js';
import { createMarkedPerson } from './support/marked-person.js';
import { serveTwinbeam, type TwinbeamServer } from './support/serve-twinbeam.js';
import { waitFor } from './support/wait-for.js';

let fixture: Fixture;
let outbox: Outbox;
let twinbeam: Twinbeam;
let server: TwinbeamServer;
let origin: string;

const start = async (options: TwinbeamOptions = {}, prepare?: Parameters<typeof serveTwinbeam>[1]) => {
  twinbeam = fixture.start({ inspector: { token: inspectorToken }, ...options });
  server = await serveTwinbeam(twinbeam, prepare);
  fixture.closeLater(() => server.close());
  origin = `http://localhost:${server.port}`;
};
beforeEach(async () => {
  outbox = createMemoryOutbox();
  fixture = await createFixture(() => ({ outbox }));
});
afterEach(() => fixture.close());

const send = (path: string, method: string, headers: Record<string, string>, body: unknown = {}) =>
  fetch(`${origin}/twin/inspect${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const openStream = (query = '', headers: Record<string, string> = bearer, signal: AbortSignal | null = null) =>
  fetch(`${origin}/twin/inspect/events${query}`, { headers, signal });
const toEvents = (lines: readonly StreamLine[]) =>
  lines.filter(({ event }) => event === 'event').map(({ data }) => data);
const hasState =
  (state: string, count = 1) =>
  (lines: readonly StreamLine[]) =>
    toEvents(lines).filter(({ legs }) => (legs as { server: string }).server === state).length >= count;
const readState = async (headers: Record<string, string> = bearer) =>
  (await fetch(`${origin}/twin/inspect/state`, { headers })).json();
const visitor = '_fbp=fb.1.1700000000000.42';
const collect = (message: object, cookie = '') =>
  server.post('/collect', JSON.stringify({ batch: [{ type: 'track', ...message }] }), {
    cookie: `${visitor}; ${cookie}`,
  });

const routes: [path: string, method: string][] = [
  ['', 'GET'],
  ['/page.js', 'GET'],
  ['/style.css', 'GET'],
  ['/session', 'POST'],
  ['/session', 'DELETE'],
  ['/events', 'GET'],
  ['/state', 'GET'],
  ['/dead-letters', 'POST'],
  ['/quarantine', 'POST'],
  ['/trace', 'POST'],
];

describe('access to the inspector', () => {
  it.each(routes)('without a token there is no route %s %s', async (path, method) => {
    await start({ inspector: undefined });
    const response = await fetch(`${origin}/twin/inspect${path}`, { method, headers: bearer });
    expect(response.status).toBe(404);
  });

  it.each(routes.slice(4))('refuses %s %s without a token, and with a wrong one', async (path, method) => {
    await start();
    const request = (headers: object) => fetch(`${origin}/twin/inspect${path}`, { method, headers: { ...headers } });
    const responses = [await request({}), await request({ authorization: 'Bearer wrong' })];
    expect(responses.map(({ status }) => status)).toEqual([401, 401]);
    expect(responses.map(({ headers }) => headers.get('www-authenticate'))).toEqual(['Bearer', 'Bearer']);
  });

  it('does not take the password of a proxy for a wrong token', async () => {
    await start();
    for (let index = 0; index < 11; index++) {
      expect((await openStream('', { authorization: 'Basic dXNlcjpwYXNz' })).status).toBe(401);
    }
    expect((await openStream('', { authorization: 'Bearer wrong' })).status).toBe(401);
  });

  it('makes an address wait after ten wrong tokens, in either way, but still accepts the right one', async () => {
    await start();
    for (let index = 0; index < 5; index++) {
      expect((await openStream('', { authorization: 'Bearer wrong' })).status).toBe(401);
      expect((await signIn(origin, 'wrong')).response.status).toBe(401);
    }
    const { response } = await signIn(origin, 'wrong');
    expect([response.status, Number(response.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await openStream('', { authorization: 'Bearer wrong' })).status).toBe(429);
    expect((await signIn(origin)).response.status).toBe(303);
    expect((await openStream()).status).toBe(200);
  });

  it.each([
    ['as it is', undefined],
    ['parsed by the host', express.urlencoded()],
  ])('signs in by the form, read %s', async (_case, parser) => {
    await start({}, (app) => void (parser && app.use(parser)));
    const { response, cookie } = await signIn(origin);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/twin/inspect']);
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^twinbeam_inspect=[\w.-]+; Max-Age=3600; Path=\/twin\/inspect; HttpOnly; SameSite=Strict$/,
    );
    expect((await fetch(`${origin}/twin/inspect/state`, { headers: { cookie } })).status).toBe(200);
    const ended = await fetch(`${origin}/twin/inspect`, { headers: { cookie } });
    expect(await ended.text()).toContain('page.js');
  });

  it.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['without an origin', {}],
  ])('does not accept the sign-in form %s', async (_case, headers) => {
    await start();
    const body = new URLSearchParams({ token: inspectorToken });
    const response = await fetch(`${origin}/twin/inspect/session`, { method: 'POST', headers, body });
    expect([response.status, response.headers.getSetCookie()]).toEqual([403, []]);
    expect(await response.text()).toContain('The form was sent from another site.');
  });

  it('signs out by deleting the cookie of the session', async () => {
    await start();
    const { cookie } = await signIn(origin);
    const { changeToken } = await readState({ cookie });
    const headers = { cookie, origin, 'x-twinbeam-change': changeToken };
    const response = await fetch(`${origin}/twin/inspect/session`, { method: 'DELETE', headers });
    expect([response.status, response.headers.getSetCookie()]).toEqual([
      204,
      ['twinbeam_inspect=; Max-Age=0; Path=/twin/inspect; HttpOnly; SameSite=Strict'],
    ]);
  });

  it('accepts no session that is forged, for another purpose, or expired', async () => {
    let now = Date.now();
    await start({ now: () => now });
    const { cookie } = await signIn(origin);
    const trace = (await send('/trace', 'POST', bearer, { isOn: true })).headers.getSetCookie()[0] ?? '';
    const [, value = ''] = /=([^;]*)/.exec(trace) ?? [];
    const status = async (text: string) => (await openStream('', { cookie: text })).status;
    expect(await status(cookie)).toBe(200);
    expect(await status(cookie.replace(/=\d/, '=9'))).toBe(401);
    expect(await status(`twinbeam_inspect=${value}`)).toBe(401);
    now += 3_600_001;
    expect(await status(cookie)).toBe(401);
  });

  it('gives every response its headers, and the page a policy without inline code', async () => {
    await start();
    for (const path of ['', '/state', '/page.js', '/style.css', '/events']) {
      const response = await fetch(`${origin}/twin/inspect${path}`, { headers: bearer });
      expect(response.headers.get('cache-control')).toMatch(/^no-store/);
      await response.body?.cancel();
    }
    const page = await fetch(`${origin}/twin/inspect`);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(await page.text()).not.toMatch(/ style=|<script>| on\w+=/);
  });
});

describe('changes', () => {
  it.each<[string, (ours: Record<string, string>) => Record<string, string>]>([
    ['of another site', (ours) => ({ ...ours, origin: 'https://evil.example' })],
    ['without an origin', ({ origin: _origin, ...ours }) => ours],
    ['without the token of the page', ({ 'x-twinbeam-change': _token, ...ours }) => ours],
    ['with a wrong token of the page', (ours) => ({ ...ours, 'x-twinbeam-change': 'x'.repeat(43) })],
    ['with the token of another session', (ours) => ({ ...ours, cookie: '' })],
  ])('are refused %s, and nothing is changed', async (_case, toHeaders) => {
    await addDeadLetter(outbox, 'dead-1');
    await start({ dispatch: false });
    const { cookie } = await signIn(origin);
    const { changeToken } = await readState({ cookie });
    const ours = { cookie, origin, 'x-twinbeam-change': changeToken };
    const headers = toHeaders(ours);
    if (headers.cookie === '') headers.cookie = (await signIn(origin)).cookie;
    const [{ id }] = (await readState()).deadLetters;
    const drop = { action: 'drop', ids: [id] };
    expect((await send('/dead-letters', 'POST', headers, drop)).status).toBe(403);
    expect((await readState()).deadLetters).toHaveLength(1);
    expect((await send('/dead-letters', 'POST', ours, drop)).status).toBe(200);
    expect((await readState()).deadLetters).toEqual([]);
  });

  it('replay a dead letter, which then arrives', async () => {
    await addDeadLetter(outbox, 'dead-1');
    await start();
    const { deadLetters } = await readState();
    expect(deadLetters).toMatchObject([
      { name: 'Lead', eventId: 'dead-1', code: 100, subcode: 2804003, matchKeys: ['client_user_agent', 'em'] },
    ]);
    const response = await send('/dead-letters', 'POST', bearer, { action: 'replay', ids: [deadLetters[0].id] });
    expect(await response.json()).toEqual({ count: 1 });
    await waitFor(() => fixture.arrived().includes('dead-1'));
  });

  it.each([{}, { action: 'drop', ids: 'all' }, { action: 'drop', ids: [1] }, { action: 'burn', ids: [] }, 'x', null])(
    'are refused when they cannot be read: %j',
    async (body) => {
      await start({ dispatch: false });
      expect((await send('/dead-letters', 'POST', bearer, body)).status).toBe(400);
    },
  );

  it.each([{}, { isOn: 'false' }, { isOn: 1 }])(
    'of the trace are refused when they cannot be read: %j',
    async (body) => {
      await start();
      const response = await send('/trace', 'POST', bearer, body);
      expect([response.status, response.headers.getSetCookie()]).toEqual([400, []]);
    },
  );

  it.each([
    ['names what ours says', new OutboxError('unavailable', 'It is away.'), / It is away\.$/],
    ['quotes no other', new Error('of ada@example.com'), /at the moment\.$/],
  ])('of a failing outbox get a response %s', async (_case, error, text) => {
    const deadLetters = { ...outbox.deadLetters, replay: () => Promise.reject(error) };
    await start({ outbox: { ...outbox, deadLetters } });
    const response = await send('/dead-letters', 'POST', bearer, { action: 'replay', ids: 'all' });
    expect([response.status, await response.json()]).toEqual([503, { error: expect.stringMatching(text) }]);
  });
});

describe('the stream', () => {
  it('shows an event when it is accepted, and when Meta has received it', async () => {
    await start();
    const response = await openStream();
    const reading = readStream(response, hasState('sent'));
    await collect({
      event: 'Order Completed',
      messageId: 'm1',
      properties: { order_id: 'o1', revenue: 5, currency: 'EUR' },
    });
    const lines = await reading;
    expect(lines[0]).toMatchObject({ event: 'hello', data: { version: 1, dispatch: true } });
    const { receivedAt, ...event } = toEvents(lines).at(-1) ?? {};
    expect(event).toMatchObject({
      ...{ id: 1, source: 'page', event: 'Order Completed', pixelId: '1', name: 'Purchase', status: 'accepted' },
      legs: { browser: true, server: 'sent' },
      answer: { isOk: true, status: 200, requestEvents: 1 },
    });
    expect(event.matchKeys).toContain('client_user_agent');
    expect(Math.abs(Number(receivedAt) - Date.now())).toBeLessThan(60_000);
  });

  it('begins with the last events, and merges those of page and server code', async () => {
    await start();
    await collect({ event: 'Lead', messageId: 'm1' });
    await twinbeam.track('Lead', {}, { identity, eventId: 'm2' });
    await collect({ event: 'Lead', messageId: 'm2' });
    await collect({ event: 'Lead', messageId: 'm3' }, 'twinbeam_consent=denied');
    const lines = await readStream(await openStream(), (read) => toEvents(read).length >= 4);
    expect(toEvents(lines).slice(0, 4)).toMatchObject([
      { eventId: 'm1', source: 'page', legs: { browser: true } },
      { eventId: 'm2', source: 'server', status: 'accepted', legs: { browser: true } },
      { eventId: 'm2', source: 'page', status: 'duplicate', legs: { browser: true, server: 'none' } },
      { event: 'Lead', status: 'skipped', reason: 'the visitor has not consented' },
    ]);
    const two = await readStream(await openStream('?last=2'), (read) => toEvents(read).length >= 2);
    expect(toEvents(two)).toHaveLength(2);
  });

  it.each([
    [
      'an error that a person corrects',
      { code: 190, subcode: 463 },
      'retry',
      /subcode 463 .*create a new one in Events Manager/,
    ],
    ['an event that Graph refuses', { code: 100, subcode: 2804003 }, 'quarantined', /tried again alone/],
  ])('explains %s', async (_case, { code, subcode }, state, text) => {
    await start();
    fixture.sandbox.break({ target: 'graph', status: 400, code, subcode });
    const reading = readStream(await openStream(), hasState(state));
    await twinbeam.track('Lead', {}, { identity, eventId: 'm1' });
    expect(toEvents(await reading).at(-1)).toMatchObject({
      ...{ eventId: 'm1', legs: { server: state } },
      answer: { isOk: false, code, subcode, text: expect.stringMatching(text) },
    });
  });

  it('tells when a pixel is paused, by whichever process, and when it sends again', async () => {
    await outbox.pauses.set('1', { until: 1, reason: 'the token has expired' });
    await start({ dispatch: false });
    const toPauses = (lines: readonly StreamLine[]) => lines.filter(({ event }) => event === 'pause');
    const reading = readStream(await openStream(), (lines) => {
      if (toPauses(lines).length === 1) void outbox.pauses.end('1', undefined);
      return toPauses(lines).length === 2;
    });
    expect(toPauses(await reading).map(({ data }) => data)).toEqual([
      { pixelId: '1', reason: 'the token has expired' },
      { pixelId: '1' },
    ]);
  });

  it('ends with the instance, and is not full for ever', async () => {
    await start();
    const responses = await Promise.all(Array.from({ length: 20 }, () => openStream()));
    expect((await openStream()).status).toBe(503);
    await responses[0]?.body?.cancel();
    await waitFor(async () => {
      const response = await openStream();
      const { status } = response;
      if (status === 200) responses.push(response);
      return status === 200;
    });
    await twinbeam.close(500);
    await Promise.all(responses.slice(1).map((response) => readStream(response, () => false)));
  });

  describe('of a pipelined request', () => {
    const request = `GET /twin/inspect/events HTTP/1.1\r\nhost: x\r\nauthorization: ${bearer.authorization}\r\n\r\n`;
    const pipeline = async (count: number) => {
      const socket = connect(server.port, 'localhost').setEncoding('latin1');
      fixture.closeLater(() => socket.destroy());
      let text = '';
      socket.on('data', (part: string) => {
        text += part;
      });
      socket.write(request.repeat(count));
      await waitFor(() => text.includes('event: hello'));
      return { socket, readText: () => text };
    };

    it('is opened when the earlier responses are written, and ends with the connection', async () => {
      await start();
      const { socket } = await pipeline(30);
      const responses = await Promise.all(Array.from({ length: 20 }, () => openStream()));
      expect(responses.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 503]);
      socket.destroy();
      await waitFor(async () => (await openStream()).status === 200);
    });

    it('ends with the instance', async () => {
      await start();
      const { readText } = await pipeline(2);
      await twinbeam.close(500);
      await waitFor(() => readText().split('0\r\n\r\n').length === 3);
    });
  });

  it('is not opened where the visitor has left while the host was busy', async () => {
    let arrived = 0;
    let left = 0;
    await start({}, (app) =>
      app.use((request, response, next) => {
        if (!request.query.late) return next();
        arrived++;
        response.once('close', () => {
          next();
          left++;
        });
      }),
    );
    const leaving = new AbortController();
    for (let count = 0; count < 20; count++) {
      void openStream('?late=1', bearer, leaving.signal).catch(() => undefined);
    }
    await waitFor(() => arrived === 20);
    leaving.abort();
    await waitFor(() => left === 20);
    expect((await openStream()).status).toBe(200);
  });

  it.each(['node', 'fetch'])('works through the adapter %s', async (adapter) => {
    twinbeam = fixture.start({ inspector: { token: inspectorToken } });
    const url = 'http://localhost/twin/inspect/events';
    const handle = twinbeamFetch(twinbeam);
    let open = async () => (await handle(new Request(url, { headers: bearer }))) as Response;
    if (adapter === 'node') {
      const node = twinbeamNode(twinbeam);
      const host = createServer((request, response) => node(request, response, () => response.end())).listen(0);
      await once(host, 'listening');
      fixture.closeLater(() => host.close());
      const { port } = host.address() as AddressInfo;
      open = () => fetch(url.replace('localhost', `localhost:${port}`), { headers: bearer });
    }
    const reading = readStream(await open(), hasState('sent'));
    await twinbeam.track('Lead', {}, { identity, eventId: 'm1' });
    expect(toEvents(await reading).at(-1)).toMatchObject({ eventId: 'm1', legs: { server: 'sent' } });
  });
});

describe('the trace of a visit', () => {
  it('shows only events of the marked browser, from pages and from server code', async () => {
    await start();
    const response = await send('/trace', 'POST', bearer, { isOn: true });
    const [header = ''] = response.headers.getSetCookie();
    expect(header).toMatch(/^twinbeam_trace=[\w.-]+; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/);
    const [cookie = ''] = header.split(';');
    await collect({ event: 'Lead', messageId: 'm1', properties: { value: 5, currency: 'EUR' } }, cookie);
    await collect({ event: 'Lead', messageId: 'm2' }, cookie.replace(/=\d/, '=9'));
    const lines = await readStream(await openStream(), hasState('sent', 2));
    const byId = new Map(toEvents(lines).map((event) => [event.eventId, event]));
    expect(byId.get('m2')?.trace).toBeUndefined();
    expect(byId.get('m1')?.trace).toMatchObject({
      message: expect.arrayContaining(['event', 'properties.value', 'context.userAgent']),
      event: {
        event_name: 'Lead',
        custom_data: { value: 5, currency: 'EUR' },
        user_data: { client_user_agent: '(present)' },
      },
      request: { method: 'POST', url: `${fixture.sandbox.url}/v26.0/1/events` },
    });
  });

  it('marks what req.twinbeam tracks for that visit', async () => {
    await start({}, (app) => {
      app.use((req, _res, next) => {
        setImmediate(() => void req.twinbeam.track('Contact', {}, { eventId: 'c1' }));
        next();
      });
    });
    const [header = ''] = (await send('/trace', 'POST', bearer, { isOn: true })).headers.getSetCookie();
    const [cookie = ''] = header.split(';');
    await fetch(`${origin}/twin/health`, { headers: { cookie: `${visitor}; ${cookie}`, 'user-agent': 'Mozilla/5.0' } });
    const lines = await readStream(await openStream(), (read) => toEvents(read).some(({ trace }) => trace));
    expect(toEvents(lines).find(({ trace }) => trace)).toMatchObject({ name: 'Contact', source: 'server' });
  });

  it('shows no personal data and no secret, whatever the message has', async () => {
    const { fields, email, marks } = createMarkedPerson();
    const accessToken = 'EAAsecretToken';
    await start();
    const [header = ''] = (await send('/trace', 'POST', bearer, { isOn: true })).headers.getSetCookie();
    const [cookie = ''] = header.split(';');
    const values = {
      ...fields,
      note: email(),
      [email()]: 1,
      customer: fields,
      products: [{ product_id: 'p', ...fields }],
    };
    const context = { traits: fields, page: { url: `https://shop.example/?mail=${email()}`, title: email() } };
    for (const [index, event] of ['Product Viewed', email(), 'Order Completed', 'Lead'].entries()) {
      await collect({ event, messageId: `m${index}`, userId: email(), properties: values, context }, cookie);
    }
    await collect({ event: 'Lead', messageId: email(), userId: email(), properties: values, context }, cookie);
    await collect({ type: 'identify', userId: email(), traits: fields, context }, cookie);
    fixture.sandbox.break({ target: 'graph', status: 400, code: 190 });
    const lines = await readStream(await openStream(), (read) => toEvents(read).length >= 6);
    const stream = JSON.stringify(lines);
    expect(stream).toContain('(present)');
    const places = { stream, state: JSON.stringify(await readState()) };
    expect(findLeaks([...marks, accessToken, inspectorToken], places)).toEqual([]);
  });
});

it('refuses a short token at the start', () => {
  expect(() => fixture.start({ inspector: { token: 'short' } })).toThrow(/inspector.* 16 characters or more/);
});
