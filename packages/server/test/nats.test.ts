import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import {
  createLmdbOutbox,
  createNatsOutbox,
  createTwinbeam,
  type Outbox,
  type Twinbeam,
  type TwinbeamOptions,
} from '@twinbeam/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasNatsServer, type NatsServer, startNatsServer } from './support/nats-server.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';

const bin = fileURLToPath(new URL('../bin.mjs', import.meta.url));
const identity = { fbp: 'fb.1.1700000000000.42', userAgent: 'test', url: 'https://s.example/' };
const event = (eventId: string) => ({ pixelId: '1', name: 'Lead', eventId, expiresAt: 1e15, json: '{}' });
const idsOf = (events: readonly { id: string }[]) => events.map(({ id }) => id);

describe.runIf(hasNatsServer)('an outbox in NATS', () => {
  let nats: NatsServer;
  let sandbox: Sandbox;
  let folder: string;
  let line: string;
  let count = 0;
  const logged: string[] = [];
  const log = (data: object, text: string) => void logged.push(`${text} ${JSON.stringify(data)}`);
  const kits: Twinbeam[] = [];
  const start = (options: TwinbeamOptions = {}): Twinbeam => {
    const kit = createTwinbeam({
      pixelId: '1',
      accessToken: 'EAAsecretToken',
      graphUrl: sandbox.url,
      outbox: line,
      logger: { info: log, warn: log, error: log },
      ...options,
    });
    kits.push(kit);
    return kit;
  };
  const outboxes: Outbox[] = [];
  const open = (options: Partial<Parameters<typeof createNatsOutbox>[0]> = {}): Outbox => {
    const outbox = createNatsOutbox({ servers: [nats.address], stream: `TEST${count}`, ...options });
    outboxes.push(outbox);
    return outbox;
  };
  const arrived = () =>
    sandbox
      .events()
      .map(({ event_id }) => event_id)
      .sort();

  beforeAll(async () => {
    nats = await startNatsServer();
  });
  afterAll(() => nats.close());
  beforeEach(async () => {
    sandbox = await createSandbox();
    folder = await mkdtemp(join(tmpdir(), 'twinbeam-'));
    line = `nats://${nats.address}?stream=TEST${++count}`;
    logged.length = 0;
  });
  afterEach(async () => {
    await Promise.all(kits.splice(0).map((kit) => kit.close(1_000)));
    await Promise.all(outboxes.splice(0).map((outbox) => outbox.close()));
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  it('sends what any of several servers has accepted, and the same event once', async () => {
    const shops = [start({ dispatch: false }), start({ dispatch: false })];
    const dispatchers = [start(), start()];
    await Promise.all([...shops, ...dispatchers].map((kit) => kit.stats()));
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        shops[index % 2]?.track('Lead', {}, { identity, eventId: `e${index % 100}` }),
      ),
    );
    expect(results.filter((result) => result?.status === 'accepted')).toHaveLength(100);
    expect(results.filter((result) => result?.status === 'duplicate')).toHaveLength(100);
    expect(await shops[0]?.flush(10_000)).toBe(true);
    expect(arrived()).toEqual(Array.from({ length: 100 }, (_, index) => `e${index}`).sort());
    expect(await shops[1]?.track('Lead', {}, { identity, eventId: 'e0' })).toMatchObject({ status: 'duplicate' });
  });

  it('says what it cannot do while the engine is away, and goes on by itself when it is back', async () => {
    // What was on its way when the engine went comes back when its lease has run out.
    const kit = start({ leaseMs: 3_000 });
    await kit.stats();
    const { get, post, close } = await serveTwinbeam(kit);
    expect(await get('/health')).toMatchObject({ status: 200, json: { status: 'ok', outbox: 'nats' } });
    sandbox.break({ target: 'graph', status: 500 });
    await kit.track('Lead', {}, { identity, eventId: 'before' });
    await nats.kill();
    await expect(kit.track('Lead', {}, { identity, eventId: 'lost' })).rejects.toMatchObject({
      name: 'OutboxError',
      code: 'unavailable',
    });
    const message = { type: 'track', event: 'Lead', messageId: 'later', context: { fbp: identity.fbp } };
    const body = JSON.stringify({ batch: [message] });
    expect(await post('/collect', body)).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(await get('/health')).toMatchObject({ status: 503, json: { status: 'unavailable' } });
    sandbox.mend();
    await nats.start();
    await expect.poll(async () => (await get('/health')).status, { timeout: 10_000 }).toBe(200);
    expect(await post('/collect', body)).toMatchObject({ status: 202 });
    expect(await kit.flush(15_000)).toBe(true);
    expect(arrived()).toEqual(expect.arrayContaining(['before', 'later']));
    close();
    expect(logged.join()).not.toContain('EAAsecret');
  }, 60_000);

  it('starts without the engine, says so, and is there once it is', async () => {
    await nats.kill();
    const kit = start();
    await expect(kit.stats()).rejects.toMatchObject({ name: 'OutboxError', code: 'unavailable' });
    expect(logged.join()).toContain(`NATS at ${nats.address}`);
    await nats.start();
    await expect
      .poll(() => kit.track('Lead', {}, { identity, eventId: 'a' }).catch(() => undefined), { timeout: 10_000 })
      .toMatchObject({ status: 'accepted' });
  }, 30_000);

  it('refuses more than it may hold, and takes it when there is room', async () => {
    const outbox = open({ maxEvents: 2 });
    await outbox.put([event('a'), event('b')]);
    await expect(outbox.put([event('c')])).rejects.toMatchObject({ name: 'OutboxError', code: 'full' });
    await outbox.confirm(idsOf(await outbox.take('1', 1, 30_000)));
    expect(await outbox.put([event('c')])).toEqual(['accepted']);
  });

  it.each([
    ['the bound of events', { maxEvents: 9 }, /maxEvents is 5, wanted is 9.*nats stream edit TEST/],
    ['the window of duplicates', { duplicateWindowMs: 60_000 }, /duplicateWindowMs is \d+, wanted is/],
  ])('does not start on a stream that differs from the options in %s', async (_name, options, said) => {
    await open({ maxEvents: 5 }).ready?.();
    const other = open(options);
    await expect(other.ready?.()).rejects.toThrow(said);
    await expect(other.put([event('a')])).rejects.toMatchObject({ name: 'OutboxError', code: 'unusable' });
    await open().ready?.();
  });

  it('does not start with another lease than the consumer’s', async () => {
    await open().ready?.({ pixelIds: ['1'], leaseMs: 30_000 });
    await expect(open().ready?.({ pixelIds: ['1'], leaseMs: 60_000 })).rejects.toThrow(
      /gives events back after 30000 ms, and leaseMs is 60000/,
    );
  });

  it('gives back what a dispatcher had that is there no more', async () => {
    const gone = open();
    await gone.ready?.();
    await gone.put(['a', 'b', 'c'].map(event));
    expect(await gone.take('1', 2, 700)).toHaveLength(2);
    await gone.close();
    const other = open();
    expect((await other.take('1', 10, 700)).map(({ eventId }) => eventId)).toEqual(['c']);
    await other.arrival?.('1', AbortSignal.timeout(5_000));
    const back: string[] = [];
    while (back.length < 2) back.push(...(await other.take('1', 10, 700)).map(({ eventId }) => eventId));
    expect(back.sort()).toEqual(['a', 'b']);
  });

  it('has after a kill of the engine what was put, what was set aside, and which pixel is held', async () => {
    const outbox = open();
    await outbox.ready?.();
    await outbox.put([event('dead'), event('waits')]);
    const [dead] = await outbox.take('1', 1, 30_000);
    await outbox.setAside([dead?.id ?? ''], { reason: 'refused' });
    await outbox.holds.set('1', { until: Date.now() + 60_000, reason: 'token' });
    await nats.kill();
    await nats.start();
    const after = open();
    await after.ready?.();
    expect(await after.deadLetters.list()).toMatchObject([{ eventId: 'dead', reason: 'refused' }]);
    // What was ended a moment before may come again.
    expect((await after.take('1', 10, 30_000)).map(({ eventId }) => eventId)).toContain('waits');
    expect(after.holds.get('1')).toMatchObject({ reason: 'token' });
    expect((after.holds.get('1')?.until ?? 0) - Date.now()).toBeGreaterThan(50_000);
  }, 30_000);

  it('counts the dead letters that had to go to keep their bounds', async () => {
    const outbox = open({ deadLetters: { count: 2, ms: 60_000 } });
    await outbox.put(['a', 'b', 'c'].map(event));
    expect(await outbox.setAside(idsOf(await outbox.take('1', 10, 30_000)), { reason: 'refused' })).toBe(1);
    expect((await outbox.deadLetters.list()).map(({ eventId }) => eventId)).toEqual(['b', 'c']);
  });

  it('asks for the credentials that it is given, and tells none of them', async () => {
    const guarded = await startNatsServer(['--user', 'shop', '--pass', 's3cret/p@ss']);
    try {
      const wrong = start({ outbox: `nats://shop:wrongpass@${guarded.address}` });
      const error = await wrong.stats().catch((reason: Error) => reason);
      expect(error).toMatchObject({ message: expect.stringContaining('refuses the credentials') });
      expect(`${logged.join()}${String(error)}`).not.toContain('wrongpass');
      const right = start({ outbox: `nats://shop:${encodeURIComponent('s3cret/p@ss')}@${guarded.address}` });
      await right.stats();
      expect(await right.track('Lead', {}, { identity, eventId: 'a' })).toMatchObject({ status: 'accepted' });
      expect(JSON.stringify(await right.stats())).not.toContain('s3cret');
    } finally {
      await guarded.close();
    }
  }, 30_000);

  it.runIf(spawnSync('openssl', ['version']).status === 0)(
    'is reached by TLS, with a certificate authority of one’s own',
    async () => {
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
      const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
      const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
      await promisify(execFile)('openssl', [...made, ...names]);
      const guarded = await startNatsServer(['--tls', '--tlscert', cert, '--tlskey', key]);
      try {
        const kit = start({ outbox: `tls://${guarded.address}?ca=${encodeURIComponent(cert)}` });
        await kit.stats();
        expect(await kit.track('Lead', {}, { identity, eventId: 'a' })).toMatchObject({ status: 'accepted' });
        await expect(start({ outbox: `tls://${guarded.address}` }).stats()).rejects.toThrow(/certificate/);
      } finally {
        await guarded.close();
      }
    },
    30_000,
  );

  describe('what one dispatcher learns from Meta', () => {
    it.each([
      ['a rate limit', { status: 429, retryAfter: 3 }],
      ['a dead token', { status: 401, code: 190 }],
    ])(
      'holds for all of them: %s',
      async (_name, fault) => {
        let requests = 0;
        const counting: TwinbeamOptions['fetch'] = (url, init) => {
          requests++;
          return fetch(url, init);
        };
        const [one, two] = [start({ fetch: counting }), start({ fetch: counting })];
        await Promise.all([one.stats(), two.stats()]);
        sandbox.break({ target: 'graph', ...fault });
        await one.track('Lead', {}, { identity, eventId: 'a' });
        await expect.poll(() => logged.length).toBeGreaterThan(0);
        await new Promise((resolve) => setTimeout(resolve, 300));
        expect(requests).toBe(1);
        for (let number = 0; number < 10; number++) {
          await two.track('Lead', {}, { identity, eventId: `b${number}` });
        }
        await new Promise((resolve) => setTimeout(resolve, 500));
        expect(requests).toBe(1);
        if ('code' in fault) expect(Object.keys((await two.stats()).paused)).toEqual(['1']);
        sandbox.mend();
        // Whoever is told that it is mended tells the others.
        two.update({ accessToken: 'EAAnew' });
        one.update({ accessToken: 'EAAnew' });
        expect(await one.flush(10_000)).toBe(true);
        expect(arrived()).toHaveLength(11);
      },
      30_000,
    );
  });

  describe('on the command line', () => {
    const run = async (...args: string[]) => {
      const env = { PATH: process.env.PATH, TWINBEAM_OUTBOX: line };
      try {
        const { stdout, stderr } = await promisify(execFile)(process.execPath, [bin, ...args], { env });
        return { code: 0, out: stdout, error: stderr };
      } catch (failure) {
        const { code, stdout, stderr } = failure as { code: number; stdout: string; stderr: string };
        return { code, out: stdout, error: stderr };
      }
    };

    it('tells how much waits and what was set aside', async () => {
      const outbox = open();
      await outbox.put([event('a'), event('b')]);
      await outbox.setAside(idsOf(await outbox.take('1', 1, 30_000)), { reason: 'refused' });
      expect((await run('stats')).out).toMatch(/^1 events wait.*1 were set aside\.\nKept by nats, .*stream TEST/s);
      expect((await run('dead', 'list')).out).toMatch(/\tLead\ta\trefused\n$/);
      expect((await run('dead', 'replay')).out).toMatch(/^1 put back/);
      expect(await outbox.stats()).toMatchObject({ pending: 2, deadLetters: 0 });
    }, 30_000);

    it('moves an outbox there and back, and loses nothing when it is ended in the middle', async () => {
      const path = join(folder, 'store');
      const disk = createLmdbOutbox({ path });
      const ids = Array.from({ length: 3_000 }, (_, index) => `e${index}`);
      await disk.put([event('dead')]);
      await disk.setAside(idsOf(await disk.take('1', 1, 60_000)), { reason: 'refused' });
      await disk.put(ids.map(event));
      // A move that has ended after it had put these, and before it took them away.
      const there = open();
      await there.adopt(await disk.take('1', 500, 1));
      await disk.close();

      const moved = await run('outbox', 'move', `lmdb:${path}`, line);
      expect(moved).toMatchObject({
        code: 0,
        out: '3000 events moved, 500 of them known there already; 1 dead letters.\n',
      });
      expect(await there.stats()).toMatchObject({ pending: 3_000, deadLetters: 1 });
      const back = join(folder, 'back');
      expect((await run('outbox', 'move', line, `lmdb:${back}`)).out).toMatch(/^3000 events moved, 0 of them/);
      const again = createLmdbOutbox({ path: back });
      expect((await again.take('1', 10_000, 1_000)).map(({ eventId }) => eventId).sort()).toEqual([...ids].sort());
      expect(await again.deadLetters.list()).toMatchObject([{ eventId: 'dead', reason: 'refused' }]);
      await again.close();
      expect(await there.stats()).toMatchObject({ pending: 0, deadLetters: 0 });
    }, 120_000);

    it('names what is wrong with the line', async () => {
      expect(await run('stats', '--outbox', 'nats://127.0.0.1:1')).toMatchObject({
        code: 1,
        error: expect.stringMatching(/^NATS at 127\.0\.0\.1:1 cannot be used/),
      });
      expect(await run('stats', '--outbox', `${line}&replica=3`)).toMatchObject({
        code: 1,
        error: expect.stringContaining('replica is no option; it knows replicas,'),
      });
      expect(await run('stats', '--outbox', `${line}&maxEvents=many`)).toMatchObject({
        code: 1,
        error: expect.stringContaining('maxEvents of the NATS outbox must be a whole number over 0.'),
      });
    }, 30_000);
  });
});

it.skipIf(hasNatsServer)('skipped: nats-server is not installed, so nothing is tried on NATS', ({ skip }) => skip());
