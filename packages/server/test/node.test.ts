import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Identity } from '@twinbeam/server';
import { type TwinbeamNodeOptions, twinbeamNode } from '@twinbeam/server/node';
import fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:' }));
});
afterEach(() => fixture.close());

const serverKey = 'a-key-of-server-code';

/** Responds to every visitor with their own identity. */
async function serve(options?: TwinbeamNodeOptions, prepare: (request: IncomingMessage) => unknown = () => undefined) {
  const handle = twinbeamNode(fixture.start({ serverKey }), options);
  const server = createServer(async (request, response) => {
    await prepare(request);
    handle(request, response, () => response.end(JSON.stringify(request.twinbeam.identity)));
  }).listen(0);
  await once(server, 'listening');
  fixture.closeLater(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

const readIdentity = async (url: string, headers: Record<string, string>): Promise<Identity> =>
  (await (await fetch(url, { headers })).json()) as Identity;

describe('twinbeamNode', () => {
  it.each<[number | undefined, string, string | undefined]>([
    [undefined, '8.8.8.8', undefined],
    [0, '8.8.8.8', undefined],
    [1, '8.8.8.8', '8.8.8.8'],
    [1, '9.9.9.9, 8.8.8.8', '8.8.8.8'],
    [2, '9.9.9.9, 8.8.8.8, 10.0.0.1', '8.8.8.8'],
    [2, '8.8.8.8', '8.8.8.8'],
    [1, '', undefined],
    [1, ' , ,', undefined],
  ])('behind %s proxies, reads the address of %j as %s', async (trustProxy, forwarded, ip) => {
    const url = await serve(trustProxy === undefined ? undefined : { trustProxy });
    expect((await readIdentity(`${url}/a`, { 'x-forwarded-for': forwarded })).ip).toBe(ip);
  });

  // As for other servers: true or a subnet for Express, a variable of the environment.
  it.each([true, '1', 'loopback', -1, 0.5, Number.POSITIVE_INFINITY])(
    'cannot start behind %j proxies',
    (trustProxy) => {
      expect(() => twinbeamNode(fixture.start(), { trustProxy } as never)).toThrow(
        'trustProxy must be the number of proxies in front of this server',
      );
    },
  );

  it('names an option that it does not have', () => {
    expect(() => twinbeamNode(fixture.start(), { trustproxy: 1 } as never)).toThrow('trustproxy is not an option');
  });

  it.each([
    [0, undefined],
    [1, '8.8.8.8'],
  ])('on a Unix socket behind %s proxies, reads the address as %s', async (trustProxy, ip) => {
    const handle = twinbeamNode(fixture.start(), { trustProxy });
    const server = createServer((request, response) =>
      handle(request, response, () => response.end(JSON.stringify(request.twinbeam.identity))),
    );
    const socketPath = join(fixture.folder, 'socket');
    await once(server.listen(socketPath), 'listening');
    fixture.closeLater(() => server.close());
    const sent = get({ socketPath, headers: { 'x-forwarded-for': '9.9.9.9, 8.8.8.8' }, agent: false });
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect((JSON.parse(await text(response)) as Identity).ip).toBe(ip);
  });

  it('takes scheme and host of the page only from a trusted proxy', async () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.example' };
    const url = await serve();
    expect((await readIdentity(`${url}/a?b=1`, headers)).url).toBe(`${url}/a?b=1`);
    const trusted = await serve({ trustProxy: 1 });
    expect((await readIdentity(`${trusted}/a?b=1`, headers)).url).toBe('https://shop.example/a?b=1');
  });

  it('finds its routes below a path that a router has removed', async () => {
    const url = await serve(undefined, (request) => {
      Object.assign(request, { originalUrl: request.url, url: '/' });
    });
    expect((await fetch(`${url}/twin/t.js`)).status).toBe(200);
  });

  it('accepts a body that the host has parsed, if it has the declared length', async () => {
    const url = await serve({}, (request) => {
      const body = { batch: [{ type: 'track', event: 'Lead', messageId: 'm1' }] };
      Object.assign(request.resume(), { body });
      Object.defineProperty(request, 'readableDidRead', { value: true });
    });
    const post = (body: string) =>
      fetch(`${url}/twin/collect`, { method: 'POST', headers: { 'user-agent': 'Mozilla/5.0 Test/1' }, body });
    expect((await post('{}')).status).toBe(202);
    expect((await post('x'.repeat(300_000))).status).toBe(413);
  });

  it.each<[string, (request: IncomingMessage) => unknown]>([
    ['to its end', (request) => text(request)],
    ['in part', (request) => once(request, 'data').then(() => request.pause())],
    ['as text', (request) => request.setEncoding('utf8')],
  ])('reports that the host has read the body %s, and left nothing of it', async (_name, read) => {
    const url = await serve({}, read);
    const message = { type: 'track', event: 'Lead', messageId: 'm1', userId: 'u1' };
    const post = (path: string, body: object) =>
      fetch(`${url}/twin/${path}`, {
        method: 'POST',
        headers: { 'user-agent': 'Mozilla/5.0 Test/1', authorization: `Basic ${btoa(`${serverKey}:`)}` },
        body: JSON.stringify(body),
      });
    // Pages and libraries send a request again after a 500.
    expect((await post('collect', { batch: [message] })).status).toBe(500);
    expect((await post('v1/track', message)).status).toBe(500);
    expect(fixture.logged.filter((line) => line.includes('put Twinbeam before what reads'))).toHaveLength(2);
  });

  it('responds to test requests without a connection', async () => {
    const handle = twinbeamNode(fixture.start());
    const app = fastify().addHook('onRequest', ({ raw }, reply, done) => handle(raw, reply.raw, done));
    const message = { type: 'track', event: 'Lead', userId: 'u1' };
    const response = await app.inject({ method: 'POST', url: '/twin/collect', payload: { batch: [message] } });
    expect([response.statusCode, response.json()]).toMatchObject([202, {}]);
  });

  describe('leaves the connection to the host after each response', () => {
    /** Serves the idle timeout that the host has set for a connection, at every path outside Twinbeam's routes. */
    async function open(keepAliveTimeout: number): Promise<Socket> {
      const handle = twinbeamNode(fixture.start());
      const server = createServer({ keepAliveTimeout }, (request, response) =>
        handle(request, response, () => response.end(`limit ${request.socket.timeout}`)),
      );
      server.timeout = 45_000;
      await once(server.listen(0), 'listening');
      const socket = connect((server.address() as AddressInfo).port, 'localhost');
      fixture.closeLater(() => {
        socket.destroy();
        server.close();
      });
      return socket;
    }
    const request = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;

    it('which is closed when no request follows', async () => {
      const socket = await open(1);
      socket.resume().write(request('/twin/health'));
      await once(socket, 'end');
    });

    it.each([
      ['after it', [request('/twin/t.js'), request('/')]],
      ['behind several that came at once', [request('/twin/health').repeat(3), request('/')]],
    ])('with the time limit of the host, %s', async (_name, requests) => {
      const socket = await open(0);
      let text = '';
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        text += chunk;
      });
      for (const part of requests) {
        const responses = text.split('HTTP/1.1 200').length + part.split('GET ').length - 2;
        socket.write(part);
        await expect.poll(() => text.split('HTTP/1.1 200').length - 1).toBe(responses);
      }
      await expect.poll(() => text).toContain('limit 45000');
    });
  });

  /** Sends a request as text, because `fetch` sets its own Host header. */
  async function sendText(url: string, text: string): Promise<string> {
    const socket = connect(Number(new URL(url).port), 'localhost');
    socket.write(text);
    let response = '';
    for await (const chunk of socket) response += chunk;
    return response;
  }

  it.each([
    'a b',
    '',
    '..',
    '[::1',
    'shop.example:99999',
    'user:password@shop.example',
    'shop.example/../x',
    'shop.example?x=',
    'shop.example#',
    '"><script>',
    'shop.example, evil.example',
  ])('ignores the Host header %j', async (host) => {
    const url = await serve();
    const text = await sendText(url, `GET /a HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(text).toContain('"url":"http://localhost/a"');
  });

  it.each([
    ['shop.example', 'http://shop.example/a'],
    ['my_shop.test:8080', 'http://my_shop.test:8080/a'],
    ['[::1]:8080', 'http://[::1]:8080/a'],
  ])('takes the Host header %s', async (host, page) => {
    const url = await serve();
    const text = await sendText(url, `GET /a HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(text).toContain(`"url":"${page}"`);
  });

  it.each([
    ['GET /a HTTP/1.0\r\n\r\n', 'http://localhost/a'],
    ['GET http://shop.example/a HTTP/1.0\r\n\r\n', 'http://shop.example/a'],
    ['GET ftp://shop.example/a HTTP/1.0\r\n\r\n', 'http://localhost/a'],
  ])('takes the page of %j, which has no Host header, as %s', async (request, page) => {
    expect(await sendText(await serve(), request)).toContain(`"url":"${page}"`);
  });

  it('takes only http and https as the scheme from a trusted proxy', async () => {
    const url = await serve({ trustProxy: 1 });
    const headers = { 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'shop.example' };
    expect((await readIdentity(`${url}/a`, headers)).url).toBe('http://localhost/a');
  });
});
