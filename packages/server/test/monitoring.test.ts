import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Attributes, trace } from '@opentelemetry/api';
import { createMemoryOutbox, createTwinbeam } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, identity, track } from './support/fixture.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';

/** What the operators of a site see: metrics, log, spans and the webhook. */

let fixture: Fixture;
/** A long timeout, because the machine may be busy. */
const patient = { timeout: 20_000 };

beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:', metrics: { token: 'm' } }));
});
afterEach(() => fixture.close());

async function createMetricsReader(twinbeam: ReturnType<Fixture['start']>) {
  const { get, close } = await serveTwinbeam(twinbeam);
  fixture.closeLater(async () => close());
  return async () => (await get('/metrics', { authorization: 'Bearer m' })).text;
}

describe('metrics', () => {
  it('have all series from the start', async () => {
    const readMetrics = await createMetricsReader(fixture.start());
    const text = await readMetrics();
    for (const series of [
      'twinbeam_messages_total{status="rejected"}',
      'twinbeam_messages_skipped_total{cause="bot"}',
      'twinbeam_requests_refused_total{cause="origin"}',
      'twinbeam_proxy_problems_total{problem="host-rewritten"}',
      'twinbeam_rejections_total{code="revenue-required"}',
      'twinbeam_events_sent_total{pixel="1"}',
      'twinbeam_events_set_aside_total{pixel="1",why="refused"}',
      'twinbeam_graph_request_seconds_count{pixel="1",outcome="token"}',
      'twinbeam_delivery_seconds_count{pixel="1"}',
      'twinbeam_pixel_paused{pixel="1"}',
    ]) {
      expect(text).toContain(`${series} 0\n`);
    }
  });
});

describe('the health routes', () => {
  it.each(['/health', '/health/ready'])(
    'say at %s that a token is wrong, and stay open for a gateway that sends its own',
    async (path) => {
      const { get, close } = await serveTwinbeam(fixture.start());
      fixture.closeLater(async () => close());
      const read = (authorization?: string) => get(path, authorization === undefined ? {} : { authorization });
      expect(await read('Bearer wrong')).toMatchObject({
        status: 200,
        json: { status: 'ok', note: expect.stringMatching(/^The bearer token is not that of the option metrics/) },
      });
      for (const right of ['Bearer m', 'bearer m']) {
        expect(await read(right)).toMatchObject({ status: 200, json: { status: 'ok', outbox: 'memory' } });
      }
      // The password of a proxy in front of the site is no token.
      for (const none of [undefined, 'Basic dXNlcjpwYXNz', 'm']) {
        expect(await read(none)).toMatchObject({ status: 200, json: { status: 'ok' } });
        expect((await read(none)).json).toEqual({ status: 'ok' });
      }
    },
  );

  it.each(['/health', '/health/ready'])('know no wrong token at %s where none is set', async (path) => {
    const { get, close } = await serveTwinbeam(fixture.start({ metrics: undefined }));
    fixture.closeLater(async () => close());
    expect(await get(path, { authorization: 'Bearer any' })).toMatchObject({ status: 200, json: { status: 'ok' } });
  });
});

describe('the metric of messages', () => {
  it('counts messages by outcome', async () => {
    const twinbeam = fixture.start({ outbox: createMemoryOutbox({ maxPending: 2 }), dispatch: false });
    const readMetrics = await createMetricsReader(twinbeam);
    for (const eventId of ['a', 'a', 'b', 'c', 'd']) await track(twinbeam, eventId);
    await twinbeam.track('Order Completed', {}, { identity });
    await twinbeam.track('Lead', {}, { identity: { consent: 'denied' } });
    const counts = [...(await readMetrics()).matchAll(/^twinbeam_messages_total\{status="(\w+)"\} (\d+)$/gm)];
    expect(Object.fromEntries(counts.map(([, status, count]) => [status, Number(count)]))).toEqual({
      accepted: 2,
      duplicate: 1,
      rejected: 1,
      skipped: 1,
      unavailable: 2,
    });
  });
});

describe('docs/delivery.md', () => {
  it('names every metric, and no other', async () => {
    const readMetrics = await createMetricsReader(fixture.start());
    const names = [...(await readMetrics()).matchAll(/^# HELP (\w+)/gm)].map(([, name]) => name);
    const page = readFileSync(new URL('../../../docs/delivery.md', import.meta.url), 'utf8');
    const cells = [...page.matchAll(/^\| (`twinbeam_.*?) \|/gm)].join();
    const documented = [...cells.matchAll(/`(twinbeam_\w+)/g)].map(([, name]) => name);
    expect([...new Set(documented)].sort()).toEqual(names.sort());
  });
});

describe('the log', () => {
  it('describes the instance in one line, without secrets', () => {
    const pixels = ['1', '2'].map((pixelId) => ({ pixelId, accessToken: 'EAAsecretToken' }));
    const graphUrl = 'http://user:pass@localhost:1';
    fixture.start({ pixels, graphUrl, basePath: '/t', dispatch: false });
    expect(fixture.logged).toEqual([
      'Twinbeam runs {"pixels":["1","2"],"outbox":"memory:","mode":"live","dispatch":false,"graphUrl":"http://…@localhost:1","routes":"/t/*"}',
    ]);
  });

  it('logs a repeated error twice, and then its count', async () => {
    fixture.sandbox.break({ target: 'graph', status: 500 });
    const twinbeam = fixture.start();
    const readMetrics = await createMetricsReader(twinbeam);
    let tokens = 0;
    const countFailures = async () => {
      // A new token ends the pause that a failure starts, and an event that has not failed yet is due at once.
      twinbeam.update({ accessToken: `EAAsecretToken${++tokens}` });
      await track(twinbeam, `event ${tokens}`);
      return Number(/outcome="transient"\} (\d+)\n/.exec(await readMetrics())?.[1]);
    };
    await expect.poll(countFailures, patient).toBeGreaterThanOrEqual(5);
    await twinbeam.close(0);
    const find = (text: string) => fixture.logged.filter((line) => line.startsWith(text));
    expect(find('sending failed')).toHaveLength(2);
    expect(find('more of the same')).toEqual([expect.stringMatching(/"sending failed \(pixel 1\)":([3-9]|\d\d)/)]);
  });
});

describe('spans', () => {
  const spans: { name: string; kind: number; attributes: Attributes; status?: unknown; hasEnded?: boolean }[] = [];
  /** Replaces a host's tracer. */
  const tracer = {
    startActiveSpan(
      name: string,
      { kind, attributes }: { kind: number; attributes: Attributes },
      run: (span: object) => unknown,
    ) {
      const span: (typeof spans)[number] = { name, kind, attributes };
      spans.push(span);
      return run({ setStatus: (status: unknown) => (span.status = status), end: () => (span.hasEnded = true) });
    },
  };
  beforeEach(() => {
    spans.length = 0;
    trace.setGlobalTracerProvider({ getTracer: () => tracer as never });
  });
  afterEach(() => trace.disable());

  it('show accepted messages, requests, and their failures', async () => {
    fixture.sandbox.break({ target: 'graph', status: 401, code: 190, times: 1 });
    const twinbeam = fixture.start();
    const { get, post, close } = await serveTwinbeam(twinbeam);
    fixture.closeLater(async () => close());
    // The OpenTelemetry API is loaded during this request.
    await get('/health');
    await post('/collect', JSON.stringify({ batch: [{ type: 'track', event: 'Lead', userId: 'u1' }] }));
    await expect.poll(async () => (await twinbeam.stats()).paused['1'], patient).toBeDefined();
    twinbeam.update({ accessToken: 'EAAnew' });
    await twinbeam.flush();
    const send = { name: 'twinbeam send', kind: 2, attributes: { 'twinbeam.pixel': '1', 'twinbeam.events': 1 } };
    expect(spans).toEqual([
      {
        name: 'twinbeam accept',
        kind: 0,
        attributes: { 'twinbeam.messages': 1, 'twinbeam.source': 'page' },
        hasEnded: true,
      },
      { ...send, status: { code: 2, message: 'GraphError' }, hasEnded: true },
      { ...send, hasEnded: true },
    ]);
  });
});

describe('notify', () => {
  const path = '/services/T0SECRET';

  /** A webhook that records the notices it gets. */
  async function createWebhook() {
    const notices: Record<string, unknown>[] = [];
    const webhook = { status: 200, url: '', notices };
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      if (request.url === path && request.method === 'POST') notices.push(JSON.parse(body));
      response.writeHead(webhook.status).end();
    }).listen(0);
    await once(server, 'listening');
    fixture.closeLater(() => server.close().closeAllConnections());
    webhook.url = `http://localhost:${(server.address() as AddressInfo).port}${path}`;
    return webhook;
  }
  const toNotify = ({ url }: { url: string }) => ({ url, checkMs: 20 });

  it('reports once that a token is dead, and once that sending continues', async () => {
    const webhook = await createWebhook();
    fixture.sandbox.break({ target: 'graph', status: 401, code: 190, times: 1 });
    const twinbeam = fixture.start({ notify: toNotify(webhook) });
    await track(twinbeam, 'a');
    await expect.poll(() => webhook.notices.length, patient).toBe(1);
    expect(webhook.notices[0]).toEqual({
      problem: 'pixel-paused',
      state: 'begun',
      pixelId: '1',
      text: expect.stringContaining('Nothing is sent to pixel 1: '),
      time: expect.stringMatching(/^20.*Z$/),
    });
    twinbeam.update({ accessToken: 'EAAnew' });
    await expect.poll(() => webhook.notices.length, patient).toBe(2);
    expect(webhook.notices[1]).toMatchObject({ problem: 'pixel-paused', state: 'ended', pixelId: '1' });
    expect(JSON.stringify(webhook.notices)).not.toContain('EAA');
  });

  it('reports that the outbox is nearly full, and that nothing was sent for an hour', async () => {
    const webhook = await createWebhook();
    let agoMs = 2 * 3_600_000;
    const now = () => Date.now() - agoMs;
    const outbox = createMemoryOutbox({ maxPending: 4, now });
    fixture.sandbox.break({ target: 'graph', status: 500 });
    const twinbeam = fixture.start({ outbox, now, notify: toNotify(webhook) });
    for (const id of ['a', 'b', 'c']) await track(twinbeam, id);
    await expect.poll(() => webhook.notices.map(({ problem }) => problem), patient).toEqual(['outbox-nearly-full']);
    agoMs = 0;
    await expect
      .poll(() => webhook.notices.map(({ problem }) => problem))
      .toEqual(['outbox-nearly-full', 'nothing-sent']);
    fixture.sandbox.mend();
    twinbeam.update({ accessToken: 'EAAnew' });
    const readEnds = () => webhook.notices.slice(2).map(({ problem, state }) => `${problem} ${state}`);
    await expect.poll(() => readEnds().sort(), patient).toEqual(['nothing-sent ended', 'outbox-nearly-full ended']);
  });

  it('retries while the webhook fails, and logs that without its URL', async () => {
    const webhook = await createWebhook();
    webhook.status = 500;
    fixture.sandbox.break({ target: 'graph', status: 401, code: 190 });
    const twinbeam = fixture.start({ notify: toNotify(webhook) });
    await track(twinbeam, 'a');
    await expect.poll(() => webhook.notices.length, patient).toBeGreaterThan(3);
    webhook.status = 204;
    await twinbeam.close(0);
    const failures = fixture.logged.filter((line) => line.startsWith('the webhook of notify failed'));
    expect(failures).toHaveLength(2);
    expect(failures[0]).toContain('it responded with 500');
    expect(fixture.logged.join()).not.toContain('T0SECRET');
  });

  it.each(['http://hooks.example/x', 'ftp://localhost/x', 'hooks.example'])('is not sent unencrypted to %s', (url) => {
    const create = () => createTwinbeam({ pixelId: '1', accessToken: 't', outbox: 'memory:', notify: { url } });
    expect(create).toThrow('notify.url must be an https address.');
  });
});
