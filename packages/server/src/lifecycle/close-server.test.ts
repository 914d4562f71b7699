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
