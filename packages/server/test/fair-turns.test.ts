import { Agent, request } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';

let fixture: Fixture;

beforeEach(async () => {
  // With these limits no request is refused.
  const limits = { rateLimit: { enabled: false }, collect: { maxDelayMs: 60_000 } };
  fixture = await createFixture(() => ({ outbox: 'memory:', dispatch: false, ...limits }));
});
afterEach(() => fixture.close());

const bodies = 60;
const toBody = (index: number, messages: number) =>
  JSON.stringify({
    batch: Array.from({ length: messages }, (_, place) => ({
      type: 'track',
      event: 'Lead',
      messageId: `${index}-${place}`,
      context: { fbp: 'fb.1.1700000000000.42' },
    })),
  });

it.each([1, 20])('responds to another route before it has processed all bodies of %s messages', async (messages) => {
  const { port, close } = await serveTwinbeam(fixture.start(), (app) => {
    app.get('/boots', (_request, response) => void response.end('boots'));
  });
  fixture.closeLater(close);
  const agent = new Agent({ keepAlive: true });
  fixture.closeLater(() => agent.destroy());
  const order: string[] = [];
  const send = (method: string, path: string, body = '') =>
    new Promise<void>((resolve, reject) => {
      const headers = { 'user-agent': 'Mozilla/5.0 Test/1', 'content-length': Buffer.byteLength(body) };
      const sent = request({ agent, port, method, path, headers }, (response) => {
        order.push(`${response.statusCode} ${path}`);
        response.resume().once('end', resolve);
      });
      sent.once('error', reject).end(body);
    });
  // These requests only open the connections.
  await Promise.all(Array.from({ length: bodies + 1 }, () => send('GET', '/boots')));
  order.length = 0;

  const collects = Array.from({ length: bodies }, (_, index) => send('POST', '/twin/collect', toBody(index, messages)));
  await Promise.all([...collects, send('GET', '/boots')]);
  expect(order.filter((line) => line === '202 /twin/collect')).toHaveLength(bodies);
  expect(order.indexOf('200 /boots')).toBeLessThan(bodies / 2);
});
