import { createHmac } from 'node:crypto';
import type { Sandbox } from '@twinbeam/sandbox';
import { createMemoryOutbox, type Outbox, OutboxError, type TwinbeamOptions } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFixture, type Fixture, identity } from './support/fixture.js';

const token = 'EAAsecretToken';
let sandbox: Sandbox;
let logged: string[];
let start: Fixture['start'];

/** An object that throws when any property is read. */
const trap = new Proxy(
  {},
  {
    get: () => {
      throw new Error('trap');
    },
  },
);
const eventIds = () => sandbox.events().map(({ event_id }) => event_id);

// Each test has its own sandbox, because requests in flight from the previous test may arrive late.
let fixture: Fixture;
beforeEach(async () => {
  // On a busy machine, requests must not time out and be sent twice.
  fixture = await createFixture(() => ({ outbox: 'memory:', timeoutMs: 5_000 }));
  ({ sandbox, logged, start } = fixture);
});
afterEach(() => fixture.close());

describe('send', () => {
  it('obeys the consent in a message', async () => {
    const message = (consent?: string) => ({ type: 'track', event: 'Lead', userId: 'u1', context: { consent } });
    const twinbeam = start();
    expect(await twinbeam.send(message('denied'))).toMatchObject({ status: 'skipped' });
    expect(await twinbeam.send(message('granted'))).toMatchObject({ status: 'accepted' });
    expect(await twinbeam.send(message())).toMatchObject({ status: 'accepted' });
    expect(await twinbeam.send(null)).toMatchObject({ status: 'rejected' });
  });
});

describe('track', () => {
  it('sends one event, mapped and hashed, and resolves when it is stored', async () => {
    const twinbeam = start();
    const result = await twinbeam.track(
      'Order Completed',
      { order_id: 7, revenue: '12,50 €', currency: 'eur' },
      { identity, traits: { email: 'ada@example.com' } },
    );
    expect(result).toEqual({ status: 'accepted', eventId: 'purchase.7', problems: [] });
    expect(await twinbeam.flush()).toBe(true);
    expect(sandbox.events()).toMatchObject([
      {
        source: 'server',
        event_name: 'Purchase',
        event_id: 'purchase.7',
        custom_data: { value: 12.5, currency: 'EUR', order_id: '7' },
        user_data: { fbp: identity.fbp, client_user_agent: 'test', em: expect.stringMatching(/^[0-9a-f]{64}$/) },
        event_source_url: identity.url,
      },
    ]);
  });

  it('reports what is wrong instead of sending the event', async () => {
    const twinbeam = start();
    const result = await twinbeam.track('Order Completed', { order_id: '7' }, { identity });
    expect(result).toMatchObject({
      status: 'rejected',
      problems: [{ code: 'revenue-required', field: 'properties.revenue' }],
    });
    expect(await twinbeam.send({ type: 'identify', userId: 'u' })).toMatchObject({ status: 'skipped' });
    expect(await twinbeam.send(undefined)).toMatchObject({ status: 'rejected' });
    expect(await twinbeam.track('x'.repeat(600_000), {}, { identity })).toMatchObject({
      status: 'rejected',
      problems: [{ code: 'text-too-long', field: 'event' }],
    });
    expect(await twinbeam.send(trap)).toMatchObject({ status: 'rejected', problems: [{ code: 'message-unreadable' }] });
    expect(logged.filter((line) => line.includes('message rejected'))).toHaveLength(4);
    expect(logged.join()).toContain('Order Completed');
    expect(logged.join()).toContain(result.problems[0]?.message);
    expect((await twinbeam.stats()).pending).toBe(0);
  });

  it.each([
    ['an amount below 0', { revenue: -5, currency: 'EUR' }, 'revenue-negative', 'Order Refunded'],
    ['an amount that names another currency', { revenue: '12 EUR' }, 'currency-differs', 'as a number'],
    ['an amount without a currency', { revenue: 12 }, 'currency-assumed', 'defaultCurrency'],
    ['an amount with an empty currency', { revenue: 12, currency: '' }, 'currency-assumed', 'US dollars'],
  ])('reports %s, and sends the event anyway', async (_, amount, code, fix) => {
    expect(await start().track('Order Completed', { order_id: '1', ...amount }, { identity })).toMatchObject({
      status: 'accepted',
      problems: [{ code, severity: 'warning', message: expect.stringContaining(fix) }],
    });
  });

  it('warns of options that it does not have, and logs each kind of warning of server code once', async () => {
    const twinbeam = start();
    const order = { order_id: '7', revenue: 5 };
    const misplaced = { identity, email: 'ada@example.com' };
    const first = await twinbeam.track('Order Completed', order, misplaced);
    expect(first).toMatchObject({
      status: 'accepted',
      problems: [{ code: 'currency-assumed' }, { code: 'option-unknown', field: 'options.email' }],
    });
    await twinbeam.track('Order Completed', { ...order, order_id: '8' }, misplaced);
    const warnings = logged.filter((line) => line.includes('accepted with a warning'));
    expect(warnings).toEqual([
      expect.stringContaining('"code":"currency-assumed"'),
      expect.stringContaining("'options.email' was left out: track() has no such option"),
    ]);
    expect(logged.join()).not.toContain('ada@');
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`option${index}`, 1]));
    expect((await twinbeam.track('Order Completed', order, { identity, ...many })).problems).toHaveLength(10);
    const { problems } = await twinbeam.track('Lead', { 'tel 0170 1234567': 'ada@example.com' }, { identity });
    expect(problems).toMatchObject([{ code: 'email-in-text', field: 'properties.tel 0170 1234567' }]);
    expect(logged.at(-1)).toContain('email-in-text');
    expect(logged.join()).not.toContain('0170');
  });

  it('rejects what beforeSend has made too large for an outbox', async () => {
    const twinbeam = start({
      beforeSend: (event) => ({ ...event, custom_data: { ...event.custom_data, note: 'x'.repeat(600_000) } }),
    });
    expect(await twinbeam.track('Lead', {}, { identity })).toMatchObject({
      status: 'rejected',
      problems: [{ code: 'event-too-large' }],
    });
  });

  it('accepts an event once', async () => {
    const twinbeam = start();
    const send = () => twinbeam.track('Lead', {}, { identity, eventId: 'e1' });
    expect(await send()).toMatchObject({ status: 'accepted', eventId: 'e1' });
    expect(await send()).toMatchObject({ status: 'duplicate', eventId: 'e1' });
    await twinbeam.flush();
    expect(await send()).toMatchObject({ status: 'duplicate' });
    await twinbeam.flush();
    expect(eventIds()).toEqual(['e1']);
  });

  it('sends to every pixel under one id', async () => {
    const pixels = [
      { pixelId: '1', accessToken: token },
      { pixelId: '2', accessToken: token, removeExternalId: true },
    ];
    const twinbeam = start({ pixels });
    await twinbeam.track('Lead', {}, { identity });
    await twinbeam.flush();
    expect(
      sandbox
        .events()
        .map(({ pixelId }) => pixelId)
        .sort(),
    ).toEqual(['1', '2']);
    expect(new Set(eventIds()).size).toBe(1);
  });

  it('resolves when the outbox is full, or rejects with a typed error if that is wanted', async () => {
    const twinbeam = start({ outbox: createMemoryOutbox({ maxPending: 1 }), dispatch: false });
    await twinbeam.track('Lead', {}, { identity });
    expect(await twinbeam.track('Lead', {}, { identity, eventId: 'e2' })).toEqual({
      status: 'unavailable',
      eventId: 'e2',
      problems: [],
      reason: expect.stringContaining('The outbox is full'),
    });
    expect(logged.filter((line) => line.includes('event not stored'))).toHaveLength(1);
    const full = { name: 'OutboxError', code: 'full' };
    await expect(twinbeam.track('Lead', {}, { identity, orThrow: true })).rejects.toMatchObject(full);
    const message = { type: 'track', event: 'Lead', context: { fbp: identity.fbp } };
    await expect(twinbeam.send(message, { orThrow: true })).rejects.toMatchObject(full);
    expect(await twinbeam.send(message)).toMatchObject({ status: 'unavailable' });
  });

  it.each<[string, () => Promise<never>]>([
    ['hangs', () => new Promise(() => undefined)],
    ['rejects with anything', () => Promise.reject(new TypeError('of ada@example.com'))],
    [
      'throws',
      () => {
        throw 'ada@example.com';
      },
    ],
  ])('resolves within its time limit when an engine %s', async (_name, put) => {
    const twinbeam = start({ outbox: { ...createMemoryOutbox(), put }, storeTimeoutMs: 50 });
    const result = await twinbeam.track('Order Completed', { order_id: 7, revenue: 1 }, { identity });
    expect(result).toMatchObject({ status: 'unavailable', eventId: 'purchase.7' });
    expect(JSON.stringify([result, logged])).not.toContain('ada@');
  });

  it.each([null, 5, { identity: 5 }, { identity: null }, { timestamp: Symbol('x') }, { traits: 5 }, trap])(
    'resolves whatever the options are',
    async (options) => {
      const twinbeam = start();
      expect(await twinbeam.track('Lead', trap as never, options as never)).toHaveProperty('status');
      expect(await twinbeam.send(trap, options as never)).toHaveProperty('status');
    },
  );

  it('samples and counts log lines that strangers or an outage repeat', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const twinbeam = start();
    for (let call = 0; call < 50; call++) await twinbeam.track('Order Completed', {}, { identity });
    expect(logged.filter((line) => line.includes('message rejected'))).toHaveLength(2);
    vi.advanceTimersByTime(60_000);
    expect(logged.at(-1)).toContain('"rejected revenue-required":48');
    vi.useRealTimers();
  });

  it.each(['Order of ada@example.com', 'ada%40example.com', '+49 30 1234567', 'Call 0301234567'])(
    'does not quote the name %s in the log',
    async (name) => {
      const twinbeam = start();
      await twinbeam.track(name, {}, {});
      expect(logged.join()).toContain('message rejected');
      expect(logged.join()).not.toMatch(/ada|1234567/);
    },
  );
});

describe('delivery', () => {
  it('sends pending events in one request', { timeout: 60_000 }, async () => {
    let requests = 0;
    const twinbeam = start({
      fetch: async (url, init) => {
        requests++;
        return fetch(url, init);
      },
    });
    await Promise.all(
      Array.from({ length: 2_500 }, (_, index) => twinbeam.track('Lead', {}, { identity, eventId: `e${index}` })),
    );
    await twinbeam.flush(30_000);
    expect(sandbox.events()).toHaveLength(2_500);
    expect(requests).toBeLessThanOrEqual(4);
  });

  it('sends half as many at once after a connection that was lost', async () => {
    const outbox = createMemoryOutbox();
    const filling = start({ outbox, dispatch: false });
    for (let index = 0; index < 8; index++) await filling.track('Lead', {}, { identity, eventId: `e${index}` });
    const sizes: number[] = [];
    const twinbeam = start({
      outbox,
      fetch: (url, init) => {
        sizes.push(JSON.parse(init.body.toString()).data.length);
        return sizes.length === 1 ? Promise.reject(new Error('lost')) : fetch(url, init);
      },
    });
    expect(await twinbeam.flush(10_000)).toBe(true);
    expect(sizes).toEqual([8, 4, 4]);
  });

  it('sets events aside that grew too old while they waited', async () => {
    const outbox = createMemoryOutbox();
    await outbox.put([
      { pixelId: '1', name: 'Lead', eventId: 'old', source: 'page', expiresAt: Date.now() - 1, json: '{}' },
    ]);
    const twinbeam = start({ outbox });
    expect(await twinbeam.flush()).toBe(true);
    expect(await twinbeam.deadLetters.list()).toMatchObject([
      { eventId: 'old', reason: expect.stringContaining('too old') },
    ]);
    expect(sandbox.events()).toEqual([]);
  });

  it('pauses a pixel whose token is refused, keeps its events, and continues with the others', async () => {
    sandbox.break({ target: 'graph', status: 401, code: 190, times: 1 });
    const twinbeam = start();
    await twinbeam.track('Lead', {}, { identity });
    await expect.poll(async () => (await twinbeam.stats()).paused['1']).toMatch(/access token/);
    expect(await twinbeam.stats()).toMatchObject({ pending: 1, deadLetters: 0 });

    const other = start({ pixelId: '2' });
    await other.track('Lead', {}, { identity });
    expect(await other.flush()).toBe(true);
  });

  it('does not pause a pixel for events that are refused alike, and keeps them', async () => {
    sandbox.break({ target: 'graph', status: 400, code: 100 });
    const twinbeam = start();
    await Promise.all([1, 2, 3].map((id) => twinbeam.track('Lead', {}, { identity, eventId: `e${id}` })));
    await expect.poll(async () => (await twinbeam.stats()).quarantined).toBe(3);
    expect(await twinbeam.stats()).toMatchObject({ pending: 0, deadLetters: 0, paused: {} });
  });

  it('does not try every event at once when all visitors are refused alike', async () => {
    sandbox.break({ target: 'graph', status: 400, code: 100 });
    let requests = 0;
    const counting: NonNullable<TwinbeamOptions['fetch']> = (url, init) => {
      requests++;
      return fetch(url, init);
    };
    const twinbeam = start({ fetch: counting });
    await Promise.all(
      Array.from({ length: 500 }, (_, index) =>
        twinbeam.track('Lead', {}, { identity: { ...identity, fbp: `fb.1.1.${index}` }, eventId: `e${index}` }),
      ),
    );
    await expect.poll(() => logged.join()).toContain('for different visitors: sending slows down');
    expect(requests).toBeLessThan(130);
    const { pending, quarantined, deadLetters } = await twinbeam.stats();
    expect([pending + quarantined, deadLetters]).toEqual([500, 0]);
  }, 15_000);

  it.each([
    ['{"status":"ok"}', 200],
    ['null', 200],
    ['{"events_received":1}', 500],
    ['{"events_received":1}', 302],
  ])('does not mistake another response for an acknowledgement: %s with %d', async (body, status) => {
    let responses = 0;
    const proxy: NonNullable<TwinbeamOptions['fetch']> = (url, init) =>
      responses++ === 0 ? Promise.resolve(new Response(body, { status })) : fetch(url, init);
    const twinbeam = start({ fetch: proxy });
    await twinbeam.track('Lead', {}, { identity });
    expect(await twinbeam.flush()).toBe(true);
    expect(sandbox.events()).toHaveLength(1);
  });

  it('limits the size of a request', async () => {
    const sizes: number[] = [];
    const measuring: NonNullable<TwinbeamOptions['fetch']> = (url, init) => {
      sizes.push(init.body.length);
      return fetch(url, init);
    };
    const twinbeam = start({ fetch: measuring });
    const note = 'x'.repeat(30_000);
    await Promise.all(
      Array.from({ length: 80 }, (_, index) => twinbeam.track('Lead', { note }, { identity, eventId: `e${index}` })),
    );
    expect(await twinbeam.flush()).toBe(true);
    expect(sandbox.events()).toHaveLength(80);
    expect(Math.max(...sizes)).toBeLessThan(1_100_000);
  });

  it('keeps the token out of the URL', async () => {
    const urls: string[] = [];
    const spying: NonNullable<TwinbeamOptions['fetch']> = (url, init) => {
      urls.push(url);
      expect(init.headers.authorization).toBe(`Bearer ${token}`);
      return fetch(url, init);
    };
    const twinbeam = start({ fetch: spying });
    await twinbeam.track('Lead', {}, { identity });
    await twinbeam.flush();
    expect(urls).toEqual([`${sandbox.url}/v26.0/1/events`]);
  });

  it('proves with the app secret that the current token is the app’s own', async () => {
    const bodies: { appsecret_proof?: string }[] = [];
    const spying: NonNullable<TwinbeamOptions['fetch']> = (url, init) => {
      bodies.push(JSON.parse(init.body.toString()));
      return fetch(url, init);
    };
    let asked = 0;
    const twinbeam = start({ fetch: spying, appSecret: 'app-secret', accessToken: () => `token-${++asked}` });
    for (const eventId of ['a', 'b']) {
      await twinbeam.track('Lead', {}, { identity, eventId });
      await twinbeam.flush();
    }
    const prove = (token: string) => createHmac('sha256', 'app-secret').update(token).digest('hex');
    expect(bodies.map(({ appsecret_proof: proof }) => proof)).toEqual([prove('token-1'), prove('token-2')]);
    expect(JSON.stringify(bodies)).not.toContain('app-secret');
  });

  it('survives a token function that throws, and logs nothing of its error', async () => {
    let asked = 0;
    const twinbeam = start({
      accessToken: () => {
        if (asked++ === 0) throw new Error('vault says EAAsecret');
        return token;
      },
    });
    await twinbeam.track('Lead', {}, { identity });
    await expect.poll(async () => (await twinbeam.stats()).paused['1']).toMatch(/accessToken/);
    expect(logged.join()).not.toContain('EAAsecret');
    expect(await twinbeam.stats()).toMatchObject({ pending: 1 });
  });

  it('calls a token function each time', async () => {
    let asked = 0;
    const twinbeam = start({ accessToken: async () => `token${++asked}` });
    await twinbeam.track('Lead', {}, { identity });
    await twinbeam.flush();
    expect(asked).toBe(1);
  });
});

describe('an outbox that fails while events are sent', () => {
  /** Creates an outbox in which one member fails at first. */
  const createFailing = (member: 'take' | 'confirm' | 'waitForDue', error: Error, times = 1): Outbox => {
    const outbox = createMemoryOutbox();
    let left = times;
    const fail = (...given: unknown[]) =>
      left-- > 0 ? Promise.reject(error) : (outbox[member] as (...given: unknown[]) => Promise<unknown>)(...given);
    return { ...outbox, [member]: fail };
  };

  it.each<[string, Error, RegExp]>([
    ['is logged with what ours says', new OutboxError('unavailable', 'It is away.'), /trying again .*It is away\./],
    ['is logged without what another says', new Error('of ada@example.com'), /trying again .*"error":"Error"/],
  ])('%s, and they are sent later', async (_name, error, line) => {
    const twinbeam = start({ outbox: createFailing('take', error) });
    await twinbeam.track('Lead', {}, { identity, eventId: 'a' });
    expect(await twinbeam.flush(10_000)).toBe(true);
    expect(eventIds()).toEqual(['a']);
    expect(logged.filter((one) => one.includes('the outbox failed'))).toEqual([expect.stringMatching(line)]);
    expect(logged.join()).not.toContain('ada@');
  });

  it('is logged when it works again, also if nothing is pending', async () => {
    const outbox = createFailing('waitForDue', new OutboxError('unavailable', 'It is away.'));
    start({ outbox });
    await expect.poll(() => logged.join()).toMatch(/the outbox failed.*the outbox works again .*"afterMs":\d+/);
  });

  it('gets them back at once when it cannot confirm them, and does not wait for their lease', async () => {
    const twinbeam = start({ outbox: createFailing('confirm', new OutboxError('unavailable', 'It is away.')) });
    await twinbeam.track('Lead', {}, { identity, eventId: 'a' });
    expect(await twinbeam.flush(10_000)).toBe(true);
    expect(eventIds()).toEqual(['a', 'a']);
    expect(sandbox.summary().events.Lead?.counted).toBe(1);
  });

  it('is not called again when it is closed', async () => {
    const closed = new OutboxError('closed', 'It is closed.');
    const twinbeam = start({ outbox: createFailing('take', closed, Number.POSITIVE_INFINITY) });
    await twinbeam.track('Lead', {}, { identity, eventId: 'a' });
    expect(await twinbeam.flush(1_000)).toBe(false);
    expect(logged.join()).not.toContain('the outbox failed');
  });
});

describe('stats', () => {
  it('rejects while the engine cannot be reached, which is logged once', async () => {
    const twinbeam = start({ outbox: 'nats://127.0.0.1:1' });
    for (let call = 0; call < 2; call++) {
      await expect(twinbeam.stats()).rejects.toMatchObject({ name: 'OutboxError', code: 'unavailable' });
    }
    expect(logged.filter((line) => line.includes('cannot be used yet'))).toHaveLength(1);
  });

  it('returns how many events are pending and since when', async () => {
    const twinbeam = start({ dispatch: false });
    expect(await twinbeam.stats()).toMatchObject({ pending: 0, paused: {} });
    await twinbeam.track('Lead', {}, { identity });
    expect(await twinbeam.stats()).toMatchObject({ pending: 1, oldestAgeMs: expect.any(Number) });
  });
});

describe('close', () => {
  it('sends pending events, then refuses more', async () => {
    const twinbeam = start();
    await twinbeam.track('Lead', {}, { identity });
    await twinbeam.close();
    expect(sandbox.events()).toHaveLength(1);
    const late = { identity, orThrow: true };
    await expect(twinbeam.track('Lead', {}, late)).rejects.toMatchObject({ code: 'closed' });
    expect(await twinbeam.track('Lead', {}, { identity })).toMatchObject({ status: 'unavailable' });
  });

  it('accepts nothing more while it closes', async () => {
    sandbox.break({ target: 'graph', delayMs: 100 });
    const twinbeam = start();
    await twinbeam.track('Lead', {}, { identity });
    const closing = twinbeam.close();
    await expect(twinbeam.track('Lead', {}, { identity, orThrow: true })).rejects.toMatchObject({
      name: 'OutboxError',
      code: 'closed',
    });
    await closing;
    expect(sandbox.events()).toHaveLength(1);
  });

  it('does not wait for Meta longer than its time limit', async () => {
    sandbox.break({ target: 'graph', status: 500 });
    const twinbeam = start();
    await twinbeam.track('Lead', {}, { identity });
    await twinbeam.close(50);
    expect(logged.join()).toContain('closed before everything was sent');
  });
});

describe('the log', () => {
  it('never contains the token or personal data', async () => {
    sandbox.break({ target: 'graph', status: 401, code: 190, times: 1 });
    const twinbeam = start({ testEventCode: 'TEST1' });
    await twinbeam.track('Lead', { note: 'ada@example.com' }, { identity, traits: { email: 'ada@example.com' } });
    await expect.poll(() => logged.length).toBeGreaterThan(1);
    expect(logged.join()).toContain('testEventCode is set');
    expect(logged.join()).not.toMatch(/EAAsecret|ada@/);
  });
});

describe('beforeSend', () => {
  it('may change an event of the server leg, or drop it', async () => {
    const twinbeam = start({
      beforeSend(event, message) {
        if (event.event_name === 'Contact') return null;
        event.custom_data.channel = (message.properties as { channel: string }).channel.toUpperCase();
        return event;
      },
    });
    const properties = { channel: 'shop' };
    expect(await twinbeam.track('Contact', properties, { identity })).toMatchObject({ status: 'skipped' });
    expect(await twinbeam.track('Lead', properties, { identity })).toMatchObject({ status: 'accepted' });
    await twinbeam.flush();
    expect(sandbox.events().map(({ event_name, custom_data }) => [event_name, custom_data])).toEqual([
      ['Lead', { channel: 'SHOP' }],
    ]);
  });

  it('that throws rejects its event, and the log quotes nothing of it', async () => {
    const twinbeam = start({
      beforeSend() {
        throw new Error('ada@example.com has no plan');
      },
    });
    expect(await twinbeam.track('Lead', {}, { identity })).toMatchObject({
      status: 'rejected',
      problems: expect.arrayContaining([expect.objectContaining({ code: 'before-send-failed' })]),
    });
    expect(logged.join()).toContain('beforeSend failed');
    expect(logged.join()).not.toContain('ada@example.com');
  });
});
