import { createMemoryOutbox } from '@twinbeam/server';
import { readVisitor, twinbeamFetch } from '@twinbeam/server/fetch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:' }));
});
afterEach(() => fixture.close());

const url = 'https://shop.example';
const headers = { 'user-agent': 'Mozilla/5.0 Test/1', cookie: '_fbp=fb.1.1700000000000.42' };
const createCollectRequest = (body: BodyInit = '{"batch":[{"type":"track","event":"Lead","messageId":"m1"}]}') =>
  new Request(`${url}/twin/collect`, { method: 'POST', headers, body, duplex: 'half' } as RequestInit);

describe('twinbeamFetch', () => {
  it('resolves with undefined for a path that is not ours', async () => {
    const handle = twinbeamFetch(fixture.start());
    expect(await handle(new Request(`${url}/`))).toBeUndefined();
    expect(await handle(new Request(`${url}/twinset`))).toBeUndefined();
    expect((await handle(new Request(`${url}/twin/t.js`)))?.status).toBe(200);
  });

  it('sends the stored events while the host waits', async () => {
    const handle = twinbeamFetch(fixture.start());
    const waited: Promise<unknown>[] = [];
    const waitUntil = (sent: Promise<unknown>) => void waited.push(sent);
    const response = await handle(createCollectRequest(), { ip: '8.8.8.8', waitUntil });
    expect(response?.status).toBe(202);
    expect(await Promise.all(waited)).toEqual([true]);
    expect(fixture.sandbox.events()).toMatchObject([{ event_id: 'm1', user_data: { client_ip_address: '8.8.8.8' } }]);
  });

  it.each([
    ['www.shop.example', 'https://www.shop.example', 202, 'shop.example'],
    ['www.shop.example:8443', 'https://www.shop.example:8443', 202, 'shop.example'],
    ['www.shop.example', 'https://other.example', 403, undefined],
    ['a b', 'https://www.shop.example', 403, undefined],
    ['a b', 'https://localhost:3000', 202, undefined],
  ])(
    'uses the host %s that the visitor requested if the URL has the host of Next.js',
    async (host, origin, status, domain) => {
      const request = new Request('https://localhost:3000/twin/collect', {
        method: 'POST',
        headers: { ...headers, host, origin },
        body: '{"batch":[{"type":"track","event":"Lead","messageId":"m1","anonymousId":"a1"}]}',
      });
      const response = await twinbeamFetch(fixture.start())(request);
      expect(response?.status).toBe(status);
      expect(/Domain=([^;]+)/.exec(response?.headers.get('set-cookie') ?? '')?.[1]).toBe(domain);
    },
  );

  it('leaves compressing to the host, which may compress everything', async () => {
    const handle = twinbeamFetch(fixture.start());
    const request = new Request(`${url}/twin/t.js`, { headers: { 'accept-encoding': 'gzip, br' } });
    const response = await handle(request);
    expect(response?.headers.get('content-encoding')).toBeNull();
    expect(await response?.text()).toMatch(/^!function/);
  });

  it('does not reject the promise that the host waits for when the instance is closed', async () => {
    const twinbeam = fixture.start({ outbox: `lmdb:${fixture.folder}/outbox` });
    const handle = twinbeamFetch(twinbeam);
    await twinbeam.close();
    const waited: Promise<unknown>[] = [];
    const response = await handle(createCollectRequest(), { waitUntil: (sent) => void waited.push(sent) });
    expect(response?.status).toBe(503);
    expect(await Promise.all(waited)).toEqual([false]);
  });

  it('logs once that forwarding headers are not used if no address is passed', async () => {
    const handle = twinbeamFetch(fixture.start());
    for (const ip of ['8.8.8.8', '1.1.1.1']) {
      const request = createCollectRequest();
      request.headers.set('x-forwarded-for', ip);
      await handle(request);
    }
    expect(fixture.logged.filter((line) => line.includes('pass ip to the handler of twinbeamFetch'))).toHaveLength(1);
  });

  const own = 'https://shop.example/twin/collect';
  it.each<[string, string, Record<string, string>, boolean]>([
    ['the page’s own', own, { origin: 'https://shop.example' }, false],
    [
      'that of a page with TLS, which a proxy ends',
      'http://shop.example/twin/collect',
      { origin: 'https://shop.example', 'sec-fetch-site': 'same-origin' },
      false,
    ],
    ['none that a page tells', own, {}, false],
    ['that of an app', 'http://localhost:3000/twin/collect', { origin: 'app://shop.example' }, false],
    ['that of a site that the options name', own, { origin: 'https://brand.example' }, false],
    ['that of another site', own, { origin: 'https://other.example' }, false],
    [
      'that of another site, by fetch metadata',
      own,
      { origin: 'https://o.example', 'sec-fetch-site': 'cross-site' },
      false,
    ],
    ['another than the browser’s', own, { origin: 'https://www.shop.example', 'sec-fetch-site': 'same-origin' }, true],
    ['another than the proxy tells', own, { origin: 'https://a.example', 'x-forwarded-host': 'a.example, b' }, true],
    ['that of another proxy', own, { origin: 'https://other.example', 'x-forwarded-host': 'a.example' }, false],
    ['that of this machine', 'http://localhost:3000/twin/collect', { origin: 'https://shop.example' }, true],
    ['that of a private network', 'http://10.0.0.7/twin/collect', { origin: 'https://shop.example' }, true],
    ['that of a developer', 'http://localhost:3000/twin/collect', { origin: 'http://127.0.0.1:3000' }, false],
  ])('detects a host that a proxy has replaced: %s', async (_name, to, more, isReplaced) => {
    const twinbeam = fixture.start({ collect: { origins: ['https://brand.example'] } });
    await twinbeamFetch(twinbeam)(new Request(to, { method: 'POST', headers: { ...headers, ...more }, body: '{}' }), {
      ip: '8.8.8.8',
    });
    expect(fixture.logged.filter((line) => line.includes('host-rewritten'))).toHaveLength(isReplaced ? 1 : 0);
  });

  it('gives up a body that does not end, and one that breaks off', async () => {
    const handle = twinbeamFetch(fixture.start({ collect: { timeoutMs: 20 } }));
    const endless = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{')) });
    expect((await handle(createCollectRequest(endless)))?.status).toBe(408);
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error('reset')) });
    expect((await handle(createCollectRequest(broken)))?.status).toBe(400);
  });

  it('gives up a body without a declared length once it is too large', async () => {
    let isCancelled = false;
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.alloc(400, ' ')),
      cancel: () => {
        isCancelled = true;
      },
    });
    const handle = twinbeamFetch(fixture.start({ collect: { maxBytes: 1_000 } }));
    expect((await handle(createCollectRequest(body)))?.status).toBe(413);
    expect(isCancelled).toBe(true);
  });

  it('reports that the host has read the body, or is reading it', async () => {
    const handle = twinbeamFetch(fixture.start());
    const read = createCollectRequest();
    await read.text();
    const locked = createCollectRequest();
    locked.body?.getReader();
    // Pages send a request again after a 500.
    expect((await handle(read))?.status).toBe(500);
    expect((await handle(locked))?.status).toBe(500);
    expect(fixture.logged.filter((line) => line.includes('put Twinbeam before what reads'))).toHaveLength(2);
  });

  it('needs the instance that createTwinbeam returned', () => {
    expect(() => twinbeamFetch({ ...fixture.start() })).toThrow(TypeError);
  });
});

describe('readVisitor', () => {
  it('knows the visitor like req.twinbeam, and sends while the host waits', async () => {
    const waited: Promise<unknown>[] = [];
    const details = { ip: '8.8.8.8', waitUntil: (sent: Promise<unknown>) => void waited.push(sent) };
    // A site stores the identity with an order, so it has no personal data of the address.
    const address = `${url}/page?email=ada@example.com&phone=431234567&fbclid=IwAR1`;
    const visitor = readVisitor(fixture.start(), new Request(address, { headers }), details);
    expect(visitor.identity).toMatchObject({
      fbp: 'fb.1.1700000000000.42',
      ip: '8.8.8.8',
      url: `${url}/page?fbclid=IwAR1`,
    });
    expect(await visitor.track('Lead', {}, { eventId: 'e1' })).toMatchObject({ status: 'accepted' });
    expect(await Promise.all(waited)).toEqual([true]);
    expect(fixture.arrived()).toEqual(['e1']);
  });

  it('does not wait for events that could not be stored', async () => {
    const twinbeam = fixture.start({ outbox: createMemoryOutbox({ maxPending: 0 }) });
    const visitor = readVisitor(twinbeam, new Request(url, { headers }), {
      waitUntil: () => expect.unreachable(),
    });
    expect(await visitor.track('Lead')).toMatchObject({ status: 'unavailable' });
  });
});
