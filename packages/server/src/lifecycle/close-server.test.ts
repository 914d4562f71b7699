import { once } from 'node:events';
import { connect, createServer, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { closeServer } from './close-server.js';

/** Starts an HTTP/2 server, and opens a session with it. */
async function startSession(respond: (response: Http2ServerResponse) => void) {
  const server = createServer((_request, response) => respond(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(session, 'connect');
  return { server, session };
}

it('closes an HTTP/2 server within its time limit, though a request has no response', async () => {
  const { server, session } = await startSession(() => undefined);
  const request = session.request({ ':path': '/' });
  await once(server, 'request');
  await closeServer(server, 10);
  expect(server.listening).toBe(false);
  request.destroy();
  session.destroy();
});

it('ends an HTTP/2 session after its next request; from Node 24 on, before it', async () => {
  const { server, session } = await startSession((response) => void response.end('Hello'));
  const closing = closeServer(server, 20_000);
  const text = await session
    .request({ ':path': '/' })
    .toArray()
    .then((chunks) => chunks.join(''))
    // The client may send a refused request elsewhere.
    .catch(({ message }) => message);
  expect(text).toMatch(/^Hello$|NGHTTP2_REFUSED_STREAM/);
  await closing;
  expect(session.closed).toBe(true);
});
