import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { TwinbeamOptions } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, identity, track } from './support/fixture.js';

/** Responses that Graph never sends. Each one arrives over real HTTP, followed by normal responses. */

const token = 'EAAsecretToken';
let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}`, timeoutMs: 1_000 }));
});
afterEach(() => fixture.close());

type Respond = (response: ServerResponse, request: IncomingMessage) => void;

/** Starts a server in place of Meta that sends this response first. Returns its URL and the requests it received. */
async function serveOnce(first: Respond) {
  const received: { ids: string[]; request: IncomingMessage }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { data = [] } = JSON.parse(Buffer.concat(chunks).toString() || '{}') as { data?: { event_id: string }[] };
      received.push({ ids: data.map(({ event_id }) => event_id), request });
      if (received.length === 1) first(response, request);
      else response.end(JSON.stringify({ events_received: data.length }));
    });
  }).listen(0);
  await once(server, 'listening');
  fixture.closeLater(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, received };
}

const withJson =
  (status: number, body: unknown, headers: Record<string, string> = {}): Respond =>
  (response) =>
    void response.writeHead(status, headers).end(JSON.stringify(body));

const regain = (minutes: string) => ({ 'x-app-usage': `{"estimated_time_to_regain_access":${minutes}}` });

describe('a wait that Meta asks for', () => {
  it.each(['1e15', '1e400'])(
    'for %s minutes ends after an hour, in this process and the next',
    async (minutes) => {
      const { url, received } = await serveOnce(withJson(200, { events_received: 1 }, regain(minutes)));
      const day = Date.UTC(2026, 10, 26);
      let ahead = 0;
      const options: TwinbeamOptions = { graphUrl: url, now: () => day + ahead };
      const twinbeam = fixture.start(options);
      await track(twinbeam, 'a');
      await expect.poll(() => fixture.logged.join()).toMatch(/near Meta's rate limit.*"retryInMs":3600000/);
      await twinbeam.close();
      ahead = 3_600_001;
      const next = fixture.start(options);
      await track(next, 'b');
      expect(await next.flush(5_000)).toBe(true);
      expect(received.map(({ ids }) => ids)).toEqual([['a'], ['b']]);
    },
    20_000,
  );

  it('applies even if Retry-After cannot be parsed', async () => {
    const { url } = await serveOnce(withJson(429, {}, { 'retry-after': 'soon', ...regain('5') }));
    await track(fixture.start({ graphUrl: url }), 'a');
    await expect.poll(() => fixture.logged.join()).toMatch(/sending failed.*"retryInMs":300000/);
  });
});

describe('the id of a request at Meta', () => {
  it.each([
    ['quotes the token', token],
    ['is long', 'x'.repeat(30_000)],
    ['is an object', { id: token }],
  ])('that %s is neither stored nor logged', async (_name, fbtrace_id) => {
    const { url } = await serveOnce(withJson(400, { error: { code: 100, message: 'no', fbtrace_id } }));
    const twinbeam = fixture.start({ graphUrl: url });
    await track(twinbeam, 'a');
    await expect.poll(() => fixture.logged.join()).toContain('events refused');
    await twinbeam.close();
    const names = await readdir(fixture.folder);
    const stored = (await Promise.all(names.map((name) => readFile(join(fixture.folder, name), 'latin1')))).join();
    expect(stored).toContain('code 100');
    expect(`${stored} ${fixture.logged}`).not.toMatch(/EAAsecretToken|x{1000}/);
  });
});

describe('a proof of the app secret that Meta refuses', () => {
  it('pauses the pixel like a wrong token, because no event is the cause', async () => {
    const message = 'Invalid appsecret_proof provided in the API argument';
    const { url } = await serveOnce(withJson(400, { error: { code: 100, type: 'GraphMethodException', message } }));
    const twinbeam = fixture.start({ graphUrl: url, appSecret: 'wrong' });
    await track(twinbeam, 'a');
    await expect
      .poll(() => fixture.logged.join())
      .toMatch(/pixel paused.*set META_APP_SECRET to the secret of the token's app/);
    // The log line comes first; after it, the pause is stored for other processes.
    await expect
      .poll(() => twinbeam.stats())
      .toMatchObject({
        pending: 1,
        quarantined: 0,
        paused: { 1: expect.stringContaining('app secret') },
      });
  });

  it.each([
    [
      'with a property of that name',
      { type: 'OAuthException', message: '(#100) Param data[0][custom_data][appsecret_proof] is invalid' },
    ],
    [
      'whose error has the text of the refusal',
      { type: 'OAuthException', message: '(#100) Invalid appsecret_proof provided in the API argument' },
    ],
    ['whose error names it, without a type', { message: 'data[0]: appsecret_proof is no property' }],
  ])(
    'is not confused with an invalid event %s: it is quarantined, and the pixel does not pause',
    async (_name, error) => {
      const { url } = await serveOnce(withJson(400, { error: { code: 100, ...error } }));
      const twinbeam = fixture.start({ graphUrl: url });
      await twinbeam.track('Lead', { appsecret_proof: 'x' }, { identity, eventId: 'a' });
      await expect.poll(() => fixture.logged.join()).toContain('events refused');
      await expect.poll(() => twinbeam.stats()).toMatchObject({ quarantined: 1 });
      expect((await twinbeam.stats()).paused).toEqual({});
    },
  );
});

describe.each([
  ['our own connections', undefined],
  ['a fetch of the site’s own', fetch],
])('through %s', (_name, ownFetch) => {
  const start = (graphUrl: string) => fixture.start({ graphUrl, ...(ownFetch && { fetch: ownFetch }) });

  it.each([301, 302, 307, 308])(
    'a redirect with %d is not followed: the events are sent to Meta again',
    async (status) => {
      const elsewhere = await serveOnce(withJson(200, { events_received: 1 }));
      const { url, received } = await serveOnce(withJson(status, {}, { location: elsewhere.url }));
      const twinbeam = start(url);
      await track(twinbeam, 'a');
      expect(await twinbeam.flush(5_000)).toBe(true);
      expect(elsewhere.received).toEqual([]);
      expect(received.map(({ ids }) => ids)).toEqual([['a'], ['a']]);
    },
  );

  it('a response is requested uncompressed', async () => {
    const compress: Respond = (response, { headers }) => {
      const text = '{"events_received":1}';
      if (headers['accept-encoding'] === 'identity') response.end(text);
      else response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text));
    };
    const { url, received } = await serveOnce(compress);
    const twinbeam = start(url);
    await track(twinbeam, 'a');
    expect(await twinbeam.flush(5_000)).toBe(true);
    expect(received.map(({ ids }) => ids)).toEqual([['a']]);
  });
});
