import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLmdbOutbox, type Outbox, type TwinbeamOptions } from '@twinbeam/server';
import { createNatsOutbox, type NatsOutboxOptions } from '@twinbeam/server/nats';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runTwinbeam } from './support/command-line.js';
import { createEvent, createFixture, type Fixture, identity, toIds, track } from './support/fixture.js';
import { hasNatsServer, type NatsServer, startNatsServer } from './support/nats-server.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';
import { wait } from './support/wait-for.js';

describe.runIf(hasNatsServer)('an outbox in NATS', () => {
  let nats: NatsServer;
  let fixture: Fixture;
  let outboxUrl: string;
  let count = 0;
  const start = (options: TwinbeamOptions = {}) => fixture.start(options);
  const open = (options: Partial<NatsOutboxOptions> = {}): Outbox => {
    const outbox = createNatsOutbox({ servers: [nats.address], stream: `TEST${count}`, ...options });
    fixture.closeLater(() => outbox.close());
    return outbox;
  };

  beforeAll(async () => {
    nats = await startNatsServer();
  });
  afterAll(() => nats.close());
  beforeEach(async () => {
    outboxUrl = `nats://${nats.address}?stream=TEST${++count}`;
    fixture = await createFixture(() => ({ outbox: outboxUrl }));
  });
  afterEach(() => fixture.close());

  it('sends events that any of several servers has accepted, and the same event once', async () => {
    const shops = [start({ dispatch: false }), start({ dispatch: false })];
    const dispatchers = [start(), start()];
    await Promise.all([...shops, ...dispatchers].map((twinbeam) => twinbeam.stats()));
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        shops[index % 2]?.track('Lead', {}, { identity, eventId: `e${index % 100}` }),
      ),
    );
    expect(results.filter((result) => result?.status === 'accepted')).toHaveLength(100);
    expect(results.filter((result) => result?.status === 'duplicate')).toHaveLength(100);
    expect(await shops[0]?.flush(10_000)).toBe(true);
    expect(fixture.arrived().sort()).toEqual(Array.from({ length: 100 }, (_, index) => `e${index}`).sort());
    expect(await shops[1]?.track('Lead', {}, { identity, eventId: 'e0' })).toMatchObject({ status: 'duplicate' });
  });

  it('reports what fails while the engine is away, and recovers when it is back', async () => {
    // Events in flight when the engine goes away come back when their lease expires.
    const twinbeam = start({ leaseMs: 3_000, metrics: { token: 'm' } });
    await twinbeam.stats();
    const { get, post, close } = await serveTwinbeam(twinbeam);
    fixture.closeLater(async () => close());
    expect(await get('/health', { authorization: 'Bearer m' })).toMatchObject({
      status: 200,
      json: { status: 'ok', outbox: 'nats' },
    });
    fixture.sandbox.break({ target: 'graph', status: 500 });
    await track(twinbeam, 'before');
    await nats.kill();
    expect(await track(twinbeam, 'lost')).toMatchObject({ status: 'unavailable', eventId: 'lost' });
    const message = { type: 'track', event: 'Lead', messageId: 'later', context: { fbp: identity.fbp } };
    const body = JSON.stringify({ batch: [message] });
    expect(await post('/collect', body)).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(await get('/health')).toMatchObject({ status: 200, json: { status: 'unavailable' } });
    expect(await get('/health/ready')).toMatchObject({ status: 503 });
    fixture.sandbox.mend();
    await nats.start();
    await expect.poll(async () => (await get('/health/ready')).status, { timeout: 10_000 }).toBe(200);
    expect(await post('/collect', body)).toMatchObject({ status: 202 });
    expect(await twinbeam.flush(15_000)).toBe(true);
    expect(fixture.arrived()).toEqual(expect.arrayContaining(['before', 'later']));
    expect(fixture.logged.join()).not.toContain('EAAsecret');
  }, 60_000);

  it('starts without the engine, reports that, and works once the engine is there', async () => {
    await nats.kill();
    const twinbeam = start();
    await expect(twinbeam.stats()).rejects.toMatchObject({ name: 'OutboxError', code: 'unavailable' });
    expect(fixture.logged.join()).toContain(`NATS at ${nats.address}`);
    await nats.start();
    await expect
      .poll(() => track(twinbeam, 'a').catch(() => undefined), { timeout: 10_000 })
      .toMatchObject({ status: 'accepted' });
  }, 30_000);

  it('refuses more events than it may hold, and accepts them when there is space', async () => {
    const outbox = open({ maxEvents: 2 });
    await outbox.put([createEvent('a'), createEvent('b')]);
    await expect(outbox.put([createEvent('c')])).rejects.toMatchObject({ name: 'OutboxError', code: 'full' });
    await outbox.confirm(toIds(await outbox.take('1', 1, 30_000)));
    expect(await outbox.put([createEvent('c')])).toEqual(['accepted']);
  });

  it.each([
    ['the bound of events', { maxEvents: 9 }, /maxEvents is 5, wanted is 9.*nats stream edit TEST/],
    ['the window of duplicates', { duplicateWindowMs: 60_000 }, /duplicateWindowMs is \d+, wanted is/],
  ])('does not start on a stream that differs from the options in %s', async (_name, options, expected) => {
    await open({ maxEvents: 5 }).ready();
    const other = open(options);
    await expect(other.ready()).rejects.toThrow(expected);
    await expect(other.put([createEvent('a')])).rejects.toMatchObject({ name: 'OutboxError', code: 'unusable' });
    await open().ready();
  });

  it('does not start with another lease than the consumer’s', async () => {
    await open().ready({ pixelIds: ['1'], leaseMs: 30_000 });
    await expect(open().ready({ pixelIds: ['1'], leaseMs: 60_000 })).rejects.toThrow(
      /its leases last 30000 ms, and leaseMs is 60000/,
    );
  });

  it('gives back the events of a dispatcher that is gone', async () => {
    const gone = open();
    await gone.ready();
    await gone.put(['a', 'b', 'c'].map(createEvent));
    expect(await gone.take('1', 2, 3_000)).toHaveLength(2);
    await gone.close();
    const other = open();
    const rest = await other.take('1', 10, 3_000);
    expect(rest.map(({ eventId }) => eventId)).toEqual(['c']);
    await other.confirm(toIds(rest));
    await other.waitForDue('1', AbortSignal.timeout(10_000));
    const back: string[] = [];
    while (back.length < 2) back.push(...(await other.take('1', 10, 3_000)).map(({ eventId }) => eventId));
    expect(back.sort()).toEqual(['a', 'b']);
  });

  it('keeps put and set-aside events and pauses across a kill of the engine', async () => {
    const outbox = open();
    await outbox.ready();
    await outbox.put([createEvent('dead'), createEvent('waits')]);
    const [dead] = await outbox.take('1', 1, 30_000);
    await outbox.setAside([dead?.id ?? ''], { reason: 'refused' });
    await outbox.pauses.set('1', { until: Date.now() + 60_000, reason: 'token' });
    await nats.kill();
    await nats.start();
    const after = open();
    await after.ready();
    expect(await after.deadLetters.list()).toMatchObject([{ eventId: 'dead', reason: 'refused' }]);
    // An event confirmed just before the kill may be delivered again.
    expect((await after.take('1', 10, 30_000)).map(({ eventId }) => eventId)).toContain('waits');
    const [pause] = after.pauses.list('1');
    expect(pause).toMatchObject({ reason: 'token' });
    expect((pause?.until ?? 0) - Date.now()).toBeGreaterThan(50_000);
  }, 30_000);

  it('lifts the limits that an earlier version gave the dead letters', async () => {
    const { connect } = await import('@nats-io/transport-node');
    const { jetstreamManager } = await import('@nats-io/jetstream');
    await open().ready();
    const connection = await connect({ servers: nats.address });
    const { streams } = await jetstreamManager(connection);
    const stream = `TEST${count}_DEAD`;
    await streams.update(stream, { max_msgs: 2, max_age: 2_592_000_000_000_000 });
    const outbox = open();
    await outbox.ready();
    expect((await streams.info(stream)).config).toMatchObject({ max_msgs: -1, max_age: 0 });
    await connection.close();
    await outbox.put(['a', 'b', 'c'].map(createEvent));
    await outbox.setAside(toIds(await outbox.take('1', 10, 30_000)), { reason: 'refused' });
    expect(await outbox.stats()).toMatchObject({ deadLetters: 3 });
  });

  it('uses the given credentials, and reveals none of them', async () => {
    const guarded = await startNatsServer(['--user', 'shop', '--pass', 's3cret/p@ss']);
    try {
      const wrong = start({ outbox: `nats://shop:wrongpass@${guarded.address}` });
      const error = await wrong.stats().catch((reason: Error) => reason);
      expect(error).toMatchObject({ message: expect.stringContaining('refuses the credentials') });
      expect(`${fixture.logged.join()}${String(error)}`).not.toContain('wrongpass');
      const right = start({ outbox: `nats://shop:${encodeURIComponent('s3cret/p@ss')}@${guarded.address}` });
      await right.stats();
      expect(await track(right, 'a')).toMatchObject({ status: 'accepted' });
      expect(JSON.stringify(await right.stats())).not.toContain('s3cret');
    } finally {
      await guarded.close();
    }
  }, 30_000);

  it.runIf(spawnSync('openssl', ['version']).status === 0)(
    'is reached over TLS, with a custom certificate authority',
    async () => {
      const [key, cert] = [join(fixture.folder, 'key.pem'), join(fixture.folder, 'cert.pem')];
      const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
      const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
      await promisify(execFile)('openssl', [...made, ...names]);
      const guarded = await startNatsServer(['--tls', '--tlscert', cert, '--tlskey', key]);
      try {
        const twinbeam = start({ outbox: `tls://${guarded.address}?ca=${encodeURIComponent(cert)}` });
        await twinbeam.stats();
        expect(await track(twinbeam, 'a')).toMatchObject({ status: 'accepted' });
        await expect(start({ outbox: `tls://${guarded.address}` }).stats()).rejects.toThrow(/certificate/);
      } finally {
        await guarded.close();
      }
    },
    30_000,
  );

  describe('what one dispatcher learns from Meta’s response', () => {
    it.each([
      ['a rate limit', { status: 429, retryAfter: 3 }],
      ['a dead token', { status: 401, code: 190 }],
    ])(
      'applies to all of them: %s',
      async (_name, fault) => {
        let requests = 0;
        const counting: TwinbeamOptions['fetch'] = (url, init) => {
          requests++;
          return fetch(url, init);
        };
        const [one, two] = [start({ fetch: counting }), start({ fetch: counting })];
        await Promise.all([one.stats(), two.stats()]);
        fixture.sandbox.break({ target: 'graph', ...fault });
        await track(one, 'a');
        await expect.poll(() => fixture.logged.length).toBeGreaterThan(0);
        await wait(300);
        expect(requests).toBe(1);
        for (let number = 0; number < 10; number++) {
          await track(two, `b${number}`);
        }
        await wait(500);
        expect(requests).toBe(1);
        if ('code' in fault) expect(Object.keys((await two.stats()).paused)).toEqual(['1']);
        fixture.sandbox.mend();
        // The dispatcher that gets the new token ends the pause for the others too.
        two.update({ accessToken: 'EAAnew' });
        one.update({ accessToken: 'EAAnew' });
        expect(await one.flush(10_000)).toBe(true);
        expect(fixture.arrived()).toHaveLength(11);
      },
      30_000,
    );
  });

  describe('on the command line', () => {
    const run = (...args: string[]) => runTwinbeam({ TWINBEAM_OUTBOX: outboxUrl }, ...args);

    it('shows how many events are pending and which were set aside', async () => {
      const outbox = open();
      await outbox.put([createEvent('a'), createEvent('b')]);
      await outbox.setAside(toIds(await outbox.take('1', 1, 30_000)), { reason: 'refused' });
      expect((await run('stats')).out).toMatch(/^1 events wait.*1 were set aside\.\nKept by nats, .*stream TEST/s);
      expect((await run('dead', 'list')).out).toMatch(/ Lead +a +\d+ +refused\n$/);
      expect((await run('dead', 'replay')).out).toMatch(/^1 put back/);
      expect(await outbox.stats()).toMatchObject({ pending: 2, deadLetters: 0 });
    }, 30_000);

    it('moves an outbox there and back, and loses nothing when the move is interrupted', async () => {
      const path = join(fixture.folder, 'store');
      const disk = createLmdbOutbox({ path });
      const ids = Array.from({ length: 3_000 }, (_, index) => `e${index}`);
      await disk.put([createEvent('dead')]);
      await disk.setAside(toIds(await disk.take('1', 1, 60_000)), { reason: 'refused' });
      await disk.put(ids.map(createEvent));
      // Simulates a move that was stopped after it had put these events, but before it removed them from the source.
      const there = open();
      await there.put(await disk.take('1', 500, 1));
      await disk.close();

      const moved = await run('outbox', 'move', `lmdb:${path}`, outboxUrl);
      expect(moved).toMatchObject({
        code: 0,
        out: '3000 events moved, 500 of them known there already; 0 held orders; 1 dead letters.\n',
      });
      expect(await there.stats()).toMatchObject({ pending: 3_000, deadLetters: 1 });
      const back = join(fixture.folder, 'back');
      expect((await run('outbox', 'move', outboxUrl, `lmdb:${back}`)).out).toMatch(/^3000 events moved, 0 of them/);
      const again = createLmdbOutbox({ path: back });
      expect((await again.take('1', 10_000, 1_000)).map(({ eventId }) => eventId).sort()).toEqual([...ids].sort());
      expect(await again.deadLetters.list()).toMatchObject([{ eventId: 'dead', reason: 'refused' }]);
      await again.close();
      expect(await there.stats()).toMatchObject({ pending: 0, deadLetters: 0 });
    }, 120_000);

    it('names what is wrong with the URL', async () => {
      expect(await run('stats', '--outbox', 'nats://127.0.0.1:1')).toMatchObject({
        code: 3,
        error: expect.stringMatching(/^NATS at 127\.0\.0\.1:1 cannot be used/),
      });
      expect(await run('stats', '--outbox', `${outboxUrl}&replica=3`)).toMatchObject({
        code: 3,
        error: expect.stringContaining('replica is no option; it knows replicas,'),
      });
      expect(await run('stats', '--outbox', `${outboxUrl}&maxEvents=many`)).toMatchObject({
        code: 3,
        error: expect.stringContaining('maxEvents of the NATS outbox must be a whole number over 0.'),
      });
    }, 30_000);
  });
});

it.skipIf(hasNatsServer)('skipped: nats-server is not installed, so NATS is not tested', ({ skip }) => skip());
