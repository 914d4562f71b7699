import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TwinbeamOptions } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';
import { sha256 } from './support/sha256.js';

/**
 * The match keys that a page passes to `identify()`, and which of them are known when server code reports an order of
 * the same visitor.
 */

let fixture: Fixture;
let time: number;

beforeEach(async () => {
  // Starts a day ago, because the tests let hours pass and Meta refuses events in the future.
  time = Date.now() - 24 * 3_600_000;
  fixture = await createFixture(() => ({ outbox: 'memory:' }));
});
afterEach(() => fixture.close());

const secret = 'a secret of thirty-two characters';
const ada = {
  email: 'Ada@Example.com',
  phone: '+43 650 1234567',
  firstName: 'Ada',
  lastName: 'Byron',
  gender: 'f',
  birthday: '1990-12-10',
  address: { city: 'London', state: 'London', zip: 'SW1', country: 'GB' },
};

async function serve(options: TwinbeamOptions = {}) {
  const twinbeam = fixture.start({ rememberMatchKeys: true, secret, now: () => time, ...options });
  const app = express();
  app.set('trust proxy', 1);
  app.use(twinbeamExpress(twinbeam), express.json());
  app.post('/orders', async (req, res) => {
    const { id, ...details } = req.body;
    await req.twinbeam.track('Order Completed', { order_id: id, revenue: 5, currency: 'EUR' }, details);
    res.json(req.twinbeam.identity);
  });
  const server = app.listen(0);
  await once(server, 'listening');
  fixture.closeLater(() => server.close().closeAllConnections());
  return { twinbeam, url: `http://localhost:${(server.address() as AddressInfo).port}` };
}

/** A browser that keeps the cookies of its page and those set by responses. */
function createVisitor(url: string, scheme = 'http') {
  const cookies = new Map([
    ['twinbeam_id', 'visitor-1'],
    ['_fbp', 'fb.1.1700000000000.42'],
  ]);
  const post = async (path: string, body: unknown): Promise<{ json: unknown; setCookies: string[] }> => {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Mozilla/5.0 Test/1',
      'x-forwarded-for': '8.8.8.8',
      'x-forwarded-proto': scheme,
      cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
    };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    const setCookies = response.headers.getSetCookie().filter((text) => /twinbeam_(user|id)=/.test(text));
    for (const text of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (text.includes('Max-Age=0')) cookies.delete(name);
      else cookies.set(name, value);
    }
    return { json: await response.json(), setCookies: setCookies.filter((text) => text.includes('twinbeam_user')) };
  };
  return {
    cookies,
    /** Sends an event like a library of Segment or RudderStack in the page, which stores the visitor's id itself. */
    viewByLibrary: async (anonymousId: string, traits: object = {}) =>
      post('/twin/v1/page', { writeKey: 'write-key', anonymousId, context: { traits } }),
    /** Sends an event of the page, with the traits from `identify()`. */
    async view(traits: object = {}, fields: object = {}): Promise<string[]> {
      const context = { traits, fbp: cookies.get('_fbp') };
      const message = { type: 'page', anonymousId: cookies.get('twinbeam_id'), context, ...fields };
      return (await post('/twin/collect', { batch: [message] })).setCookies;
    },
    order: async (id: string, details: object = {}) => (await post('/orders', { id, ...details })).json,
  };
}

/** Returns the match keys of a purchase, as Meta received them. */
const readUser = (id: string) => {
  const found = fixture.sandbox.events().find(({ custom_data: data }) => data?.order_id === id);
  return found?.user_data as Record<string, unknown> | undefined;
};

async function order(
  server: Awaited<ReturnType<typeof serve>>,
  visitor: ReturnType<typeof createVisitor>,
  id = '1001',
) {
  await visitor.order(id);
  await server.twinbeam.flush();
  return readUser(id);
}

describe('rememberMatchKeys', () => {
  it('lets an order of server code match the person whom the page has identified, by hashes', async () => {
    const server = await serve();
    const visitor = createVisitor(server.url);
    const [cookie = ''] = await visitor.view(ada, { userId: 'u1' });
    expect(cookie).toMatch(/^twinbeam_user=[\w-]+; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(cookie.length).toBeLessThan(1_200);
    expect(await order(server, visitor)).toMatchObject({
      em: sha256('ada@example.com'),
      ph: sha256('436501234567'),
      fn: sha256('ada'),
      ln: sha256('byron'),
      ge: sha256('f'),
      db: sha256('19901210'),
      ct: sha256('london'),
      zp: sha256('sw1'),
      country: sha256('gb'),
      external_id: sha256('u1'),
    });
  });

  it('keeps nothing in the browser that the browser or its user can read', async () => {
    const server = await serve();
    const visitor = createVisitor(server.url);
    await visitor.view(ada, { userId: 'u1' });
    const bytes = Buffer.from(visitor.cookies.get('twinbeam_user') ?? '', 'base64url');
    const hash = Buffer.from(sha256('ada@example.com'), 'hex');
    expect(bytes.length).toBeGreaterThan(hash.length);
    for (const part of ['ada', 'em', 'visitor-1', hash, hash.toString('base64url'), hash.toString('hex')]) {
      expect(bytes.includes(part)).toBe(false);
    }
  });

  it('is off by default', async () => {
    const server = await serve({ rememberMatchKeys: false });
    const visitor = createVisitor(server.url);
    expect(await visitor.view(ada)).toEqual([]);
    expect(await order(server, visitor)).not.toHaveProperty('em');
  });

  it('is part of the identity that is stored with an order, which a webhook passes on', async () => {
    const server = await serve();
    const visitor = createVisitor(server.url);
    await visitor.view({ email: ada.email });
    const identity = JSON.parse(JSON.stringify(await visitor.order('1001')));
    expect(identity.matchKeys).toEqual({ em: sha256('ada@example.com') });
    await server.twinbeam.track('Order Completed', { order_id: '1002', revenue: 5, currency: 'EUR' }, { identity });
    await server.twinbeam.flush();
    expect(readUser('1002')).toMatchObject({ em: sha256('ada@example.com') });
  });

  it('gives precedence to the values of server code', async () => {
    const server = await serve();
    const visitor = createVisitor(server.url);
    await visitor.view({ email: ada.email, phone: ada.phone }, { userId: 'u1' });
    await visitor.order('1001', { userId: 'u2', traits: { email: 'grace@example.com' } });
    await server.twinbeam.flush();
    expect(readUser('1001')).toMatchObject({
      em: sha256('grace@example.com'),
      ph: sha256('436501234567'),
      external_id: sha256('u2'),
    });
  });

  it('works in every process with the same secret, and in no other', async () => {
    const first = await serve();
    const visitor = createVisitor(first.url);
    await visitor.view({ email: ada.email });
    const move = async (options: TwinbeamOptions, id: string) => {
      const server = await serve(options);
      const moved = createVisitor(server.url);
      for (const [name, value] of visitor.cookies) moved.cookies.set(name, value);
      return order(server, moved, id);
    };
    expect(await move({}, '1001')).toHaveProperty('em');
    expect(await move({ secret: secret.toUpperCase() }, '1002')).not.toHaveProperty('em');
  });

  it('adds later match keys, and starts again with another user', async () => {
    const server = await serve();
    const visitor = createVisitor(server.url);
    await visitor.view({ email: ada.email });
    await visitor.view({}, { userId: 'u1' });
    expect(await visitor.view({}, { userId: 'u1' })).toEqual([]);
    await visitor.view({ phone: ada.phone }, { userId: 'u1' });
    await visitor.view({ gender: ada.gender });
    expect(await order(server, visitor, '1001')).toMatchObject({
      em: sha256('ada@example.com'),
      ph: sha256('436501234567'),
      ge: sha256('f'),
      external_id: sha256('u1'),
    });
    await visitor.view({ phone: '+43 650 7654321' }, { userId: 'u2' });
    const user = await order(server, visitor, '1002');
    expect(user).toMatchObject({ ph: sha256('436507654321'), external_id: sha256('u2') });
    expect(user).not.toHaveProperty('em');
  });

  it('is a cookie that other hosts of the site cannot write, on https', async () => {
    const server = await serve();
    const visitor = createVisitor(server.url, 'https');
    const [cookie] = await visitor.view({ email: ada.email });
    expect(cookie).toMatch(/^__Host-twinbeam_user=\S+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(await order(server, visitor)).toHaveProperty('em');
  });

  type Server = Awaited<ReturnType<typeof serve>>;
  type Visitor = ReturnType<typeof createVisitor>;
  it.each<[string, (visitor: Visitor, server: Server) => unknown]>([
    ['the cookie is not there, though all others are', ({ cookies }) => cookies.delete('twinbeam_user')],
    ['the cookie was changed', ({ cookies }) => cookies.set('twinbeam_user', flip(cookies.get('twinbeam_user') ?? ''))],
    ['the cookie is somebody’s invention', ({ cookies }) => cookies.set('twinbeam_user', 'e30'.repeat(100))],
    ['reset() has made another anonymous id', ({ cookies }) => cookies.set('twinbeam_id', 'visitor-2')],
    ['consent is denied, which removes the id', ({ cookies }) => cookies.delete('twinbeam_id')],
    ['consent is denied', ({ cookies }) => cookies.set('twinbeam_consent', 'denied')],
    ['an hour is over', () => (time += 3_600_000)],
    ['the person was forgotten by the address', (_visitor, { twinbeam }) => twinbeam.forget({ email: ada.email })],
    ['the person was forgotten by the id', (_visitor, { twinbeam }) => twinbeam.forget({ externalId: 'u1' })],
  ])('knows nobody when %s', async (_name, change) => {
    const server = await serve();
    const visitor = createVisitor(server.url);
    await visitor.view({ email: ada.email }, { userId: 'u1' });
    expect(visitor.cookies.get('twinbeam_user')).toBeDefined();
    await change(visitor, server);
    const user = await order(server, visitor);
    // Without consent, no event is sent at all.
    if (visitor.cookies.get('twinbeam_consent') === 'denied') expect(user).toBeUndefined();
    else {
      expect(user).toHaveProperty('fbp');
      expect(user).not.toHaveProperty('em');
    }
  });

  it('deletes the cookie of a visitor it does not know, and accepts later match keys', async () => {
    const server = await serve();
    const visitor = createVisitor(server.url);
    await visitor.view({ email: ada.email });
    await server.twinbeam.forget({ email: ada.email });
    expect(await visitor.view()).toEqual([expect.stringContaining('twinbeam_user=; Max-Age=0')]);
    time += 1;
    await visitor.view({ email: ada.email });
    expect(await order(server, visitor)).toHaveProperty('em');
  });

  it('ends with the reset of a library in the page, whose visitor id is used', async () => {
    const server = await serve({ writeKey: 'write-key' });
    const visitor = createVisitor(server.url);
    await visitor.viewByLibrary('visitor-1', { email: ada.email });
    expect(await order(server, visitor, '1001')).toMatchObject({ em: sha256('ada@example.com') });
    await visitor.viewByLibrary('visitor-2');
    const user = await order(server, visitor, '1002');
    expect(user).toMatchObject({ external_id: sha256('visitor-2') });
    expect(user).not.toHaveProperty('em');
  });

  it('remembers nothing from a message from before a reset, or without consent, match keys or anonymous id', async () => {
    const server = await serve();
    const visitor = createVisitor(server.url);
    expect(await visitor.view({ email: ada.email }, { anonymousId: 'visitor-0' })).toEqual([]);
    expect(await visitor.view({ email: ada.email }, { context: { consent: 'denied', traits: ada } })).toEqual([]);
    expect(await visitor.view({ email: { $ne: 1 } })).toEqual([]);
    expect(await visitor.view({ email: ada.email })).toHaveLength(1);
    visitor.cookies.clear();
    expect(await visitor.view({ email: ada.email })).toEqual([]);
  });
});

/** Changes one bit of the encrypted part. */
function flip(sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  return bytes.toString('base64url');
}
