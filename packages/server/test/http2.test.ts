import { once } from 'node:events';
import { type ClientHttp2Session, connect, createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type NodeHandler, twinbeamNode } from '@twinbeam/server/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, identity } from './support/fixture.js';

/** `twinbeamNode` in an HTTP/2 server, whose requests have no Host header. */

let fixture: Fixture;
let server: Http2Server;
let session: ClientHttp2Session;

beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}`, writeKey: 'key' }));
  const handle = twinbeamNode(fixture.start());
  const toNode = (given: unknown) => given as Parameters<NodeHandler>[0] & Parameters<NodeHandler>[1];
  server = createServer((request, response) => handle(toNode(request), toNode(response), () => response.end()));
  await once(server.listen(0), 'listening');
  session = connect(`http://localhost:${(server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  session.destroy();
  server.close();
  await fixture.close();
});

/** Sends a request to the site `shop.example`. Resolves when its stream is closed. */
async function send(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
  const request = session.request({
    ':method': method,
    ':path': path,
    ':authority': 'shop.example',
    'user-agent': 'Mozilla/5.0 Test/1',
    ...headers,
  });
  let status: number | undefined;
  let text = '';
  request.on('response', (response) => {
    status = response[':status'];
  });
  request.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  request.end(body);
  await once(request, 'close');
  return { status, text };
}

const message = { type: 'track', event: 'Lead', messageId: 'm1', anonymousId: 'a1', context: { fbp: identity.fbp } };

describe('over HTTP/2', () => {
  it('a page of the site may send, without the newer headers about the origin', async () => {
    const body = JSON.stringify({ batch: [message] });
    expect(await send('POST', '/twin/collect', { origin: 'http://shop.example' }, body)).toMatchObject({ status: 202 });
    expect(await send('POST', '/twin/collect', { origin: 'http://evil.example' }, body)).toMatchObject({ status: 403 });
    await expect.poll(() => fixture.sandbox.events()[0]?.event_source_url).toBe('http://shop.example/twin/collect');
  });

  it('the authority is used, whatever the Host header contains', async () => {
    const body = JSON.stringify({ batch: [message] });
    const headers = { origin: 'http://shop.example', host: 'inner.example' };
    expect(await send('POST', '/twin/collect', headers, body)).toMatchObject({ status: 202 });
    await expect.poll(() => fixture.sandbox.events()[0]?.event_source_url).toBe('http://shop.example/twin/collect');
  });

  it('the settings for Segment’s library name the site', async () => {
    const { text } = await send('GET', '/twin/v1/projects/key/settings');
    expect(text).toContain('"apiHost":"shop.example/twin/v1"');
  });
});
