import { once } from 'node:events';
import { connect, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { closeServer } from './close-server.js';

it('closes a server of HTTP/2, whose sessions it leaves to end', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(session, 'connect');
  await closeServer(server, 10);
  expect([server.listening, session.closed]).toEqual([false, false]);
  session.destroy();
});

it('ends a session of HTTP/2 behind its next request', async () => {
  const server = createServer((_request, response) => void response.end('Hello')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(session, 'connect');
  const closing = closeServer(server, 20_000);
  const request = session.request({ ':path': '/' });
  expect((await request.toArray()).join('')).toBe('Hello');
  await closing;
  expect(session.closed).toBe(true);
});
