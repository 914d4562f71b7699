import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { createMemoryOutbox, type Outbox, type TwinbeamOptions } from '@twinbeam/server';
import { createNatsOutbox } from '@twinbeam/server/nats';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { moveOutbox } from '../src/outbox/move.js';
import { createEvent, createFixture, type Fixture, toIds, track } from './support/fixture.js';
import { hasNatsServer, type NatsServer, startNatsServer } from './support/nats-server.js';
import { wait } from './support/wait-for.js';

/** What can happen to an engine while a shop uses it. */
describe.runIf(hasNatsServer)('an outbox in NATS that somebody tampers with', () => {
  let nats: NatsServer;
  let nc: NatsConnection;
  let jsm: JetStreamManager;
  let fixture: Fixture;
  let stream: string;
  let count = 0;
  const start = (options: TwinbeamOptions = {}) => fixture.start(options);
  const open = (): Outbox => {
    const outbox = createNatsOutbox({ servers: [nats.address], stream });
    fixture.closeLater(() => outbox.close());
    return outbox;
  };
  const arrived = () => fixture.arrived();

  beforeAll(async () => {
    nats = await startNatsServer();
    nc = await connect({ servers: [nats.address], maxReconnectAttempts: -1 });
    jsm = await jetstreamManager(nc);
  });
  afterAll(async () => {
    await nc.close();
    await nats.close();
  });
  beforeEach(async () => {
    stream = `FAULT${++count}`;
    fixture = await createFixture(() => ({ outbox: `nats://${nats.address}?stream=${stream}`, leaseMs: 3_000 }));
  });
  afterEach(() => fixture.close());

  it('recreates a consumer that was deleted while idle', async () => {
    const [shop, dispatcher] = [start({ dispatch: false }), start()];
    await dispatcher.stats();
    await track(shop, 'a');
    await expect.poll(arrived).toEqual(['a']);
    // NATS may report files that it is still writing, but the consumer is deleted anyway.
    await jsm.consumers.delete(stream, 'pixel-1').catch(() => undefined);
    await track(shop, 'b');
    await expect.poll(arrived, { timeout: 15_000 }).toEqual(['a', 'b']);
  }, 30_000);

  it('recreates deleted streams, and warns of the loss', async () => {
    const twinbeam = start();
    await twinbeam.stats();
    await jsm.streams.delete(stream);
    await expect
      .poll(() => track(twinbeam, 'a').catch(() => undefined), { timeout: 20_000 })
      .toMatchObject({
        status: expect.stringMatching(/accepted|duplicate/),
      });
    await expect.poll(arrived, { timeout: 15_000 }).toEqual(['a']);
    expect(fixture.logged.join()).toMatch(`The stream ${stream} at NATS ${nats.address} was gone`);
  }, 60_000);

  it('gives an engine with more events time, as it may not report an expired request', async () => {
    const outbox = open();
    const sizes = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? 60_000 : 1_000));
    await outbox.put(sizes.map((size, index) => ({ ...createEvent(`e${index}`), json: 'x'.repeat(size) })));
    const requests: { expires: number }[] = [];
    const subscription = nc.subscribe('$JS.API.CONSUMER.MSG.NEXT.>', {
      callback: (_error, message) => void requests.push(message.json()),
    });
    fixture.closeLater(async () => subscription.unsubscribe());
    await nc.flush();
    for (let take = 0; take < 3; take++) {
      expect(await outbox.take('1', 10, 3_000, { maxLength: 200_000 })).not.toEqual([]);
    }
    await nc.flush();
    expect(requests.length).toBeGreaterThan(3);
    expect(requests.filter(({ expires }) => expires < 20_000_000)).toEqual([]);
  });

  it('sets aside messages that are not events, and sends the events beside them', async () => {
    const twinbeam = start({ dispatch: false });
    await twinbeam.stats();
    nc.publish(`${stream}.events.1`, 'garbage');
    nc.publish(`${stream}.events.1`, '\\'.repeat(900_000));
    await nc.flush();
    for (const id of ['a', 'b', 'c']) await track(twinbeam, id);
    start();
    await expect.poll(() => arrived().sort(), { timeout: 10_000 }).toEqual(['a', 'b', 'c']);
    // They may be set aside after the valid events are sent.
    await expect
      .poll(() => twinbeam.deadLetters.list())
      .toMatchObject([
        { json: '"garbage"', reason: expect.stringContaining(`Who else writes to ${stream}.events.1?`) },
        // A long message is cut.
        { json: expect.stringMatching(/^.{20002}$/) },
      ]);
  }, 30_000);

  it('ignores messages that are not pauses', async () => {
    const twinbeam = start();
    await twinbeam.stats();
    for (const text of ['garbage', '{"forMs":"x"}', '[]', 'null']) nc.publish(`${stream}.holds.1`, text);
    await nc.flush();
    await track(twinbeam, 'a');
    await expect.poll(arrived).toEqual(['a']);
    await start().stats();
  });

  it('counts a pause from when it is received, whatever the other host’s clock says', async () => {
    const [fast, other] = [open(), open()];
    await Promise.all([fast.ready(), other.ready()]);
    await fast.pauses.set('1', { until: Date.now() + 5_000, reason: 'token' });
    await expect.poll(() => other.pauses.list('1')).toMatchObject([{ reason: 'token' }]);
    const message = await jsm.streams.getMessage(`${stream}_HOLDS`, { last_by_subj: `${stream}.holds.1` });
    expect(message?.json()).toEqual({ forMs: expect.closeTo(5_000, -3), reason: 'token', by: expect.any(String) });
  });

  it('confirms events that Meta has, even if a pause cannot be shared with other dispatchers', async () => {
    const usage = JSON.stringify({ 1: [{ call_count: 95, estimated_time_to_regain_access: 0 }] });
    let requests = 0;
    const twinbeam = start({
      fetch: async (url, init) => {
        requests++;
        const response = await fetch(url, init);
        const headers = { 'x-business-use-case-usage': usage };
        return new Response(await response.text(), { status: response.status, headers });
      },
    });
    await twinbeam.stats();
    await jsm.streams.delete(`${stream}_HOLDS`);
    await track(twinbeam, 'a');
    await expect.poll(async () => (await twinbeam.stats()).pending, { timeout: 10_000 }).toBe(0);
    await expect.poll(() => fixture.logged.join(), { timeout: 10_000 }).toContain('could not be told of a pause');
    // Longer than a lease.
    await wait(3_500);
    expect(requests).toBe(1);
  }, 30_000);

  it('does not send events again that Meta has when the engine was away during their confirmation', async () => {
    let requests = 0;
    const twinbeam = start({
      fetch: async (url, init) => {
        requests++;
        const response = await fetch(url, init);
        if (requests === 1) await nats.kill();
        return response;
      },
    });
    await twinbeam.stats();
    await track(twinbeam, 'a');
    await expect.poll(() => requests).toBe(1);
    await wait(500);
    await nats.start();
    await expect
      .poll(async () => (await twinbeam.stats().catch(() => undefined))?.pending, { timeout: 20_000 })
      .toBe(0);
    expect(requests).toBe(1);
    expect(fixture.logged.join()).toMatch(/the outbox is out of reach.*the outbox is back/s);
  }, 60_000);

  it('ends the dispatcher of an outbox that somebody else has closed, while the host continues', async () => {
    const outbox = open();
    const [one, two] = [start({ outbox }), start({ outbox })];
    await one.stats();
    await one.close(500);
    await wait(300);
    expect(await track(two, 'a')).toMatchObject({ status: 'unavailable', reason: expect.stringContaining('closed') });
  });

  it('is closed in time by an instance, though the engine hangs', async () => {
    const hung = await startNatsServer();
    const twinbeam = start({ outbox: `nats://${hung.address}` });
    await twinbeam.stats();
    process.kill(hung.pid, 'SIGSTOP');
    const late = new Promise((resolve) => setTimeout(resolve, 20_000, 'late'));
    expect(await Promise.race([twinbeam.close(500), late])).not.toBe('late');
    await hung.close();
  }, 30_000);

  it('lets a process end when the instance is closed', async () => {
    const program = `
      import { createTwinbeam } from '@twinbeam/server';
      const twinbeam = createTwinbeam({ pixelId: '1', accessToken: 't', outbox: process.argv[1] });
      await twinbeam.stats();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await twinbeam.close();
      process.stdout.write('closed');`;
    const outboxUrl = `nats://${nats.address}?stream=${stream}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, outboxUrl], {
      cwd: import.meta.dirname,
    });
    await once(child.stdout, 'data');
    const late = new Promise((resolve) => setTimeout(resolve, 20_000, ['late']));
    expect(await Promise.race([once(child, 'exit'), late])).toEqual([0, null]);
  }, 30_000);

  it('rejects pending calls when it is closed', async () => {
    const outbox = createNatsOutbox({ servers: ['127.0.0.1:1'] });
    const first = outbox.ready();
    await outbox.close();
    await expect(first).rejects.toMatchObject({ name: 'OutboxError' });
    await expect(outbox.take('1', 1, 1_000)).rejects.toMatchObject({ code: 'closed' });
  });

  it('moves to another outbox, back, and there again, without loss', async () => {
    const [there, here] = [open(), createMemoryOutbox()];
    await there.put(['a', 'b', 'dead'].map(createEvent));
    const ids = toIds(await there.take('1', 3, 30_000));
    await there.setAside(ids.slice(2), { reason: 'refused' });
    await there.postpone(ids, Date.now(), { untried: true });
    await there.close();
    for (const round of [1, 2]) {
      const again = open();
      const moved = await moveOutbox(again, here);
      expect([round, moved]).toEqual([round, { events: 2, duplicates: 0, held: 0, deadLetters: 1 }]);
      expect(await again.stats()).toMatchObject({ pending: 0, deadLetters: 0 });
      expect(await moveOutbox(here, again)).toEqual({ events: 2, duplicates: 0, held: 0, deadLetters: 1 });
      expect(await again.stats()).toMatchObject({ pending: 2, deadLetters: 1 });
      await again.close();
    }
    expect(toIds(await open().take('1', 10, 30_000))).toHaveLength(2);
  }, 30_000);

  it.each([
    [() => createNatsOutbox({} as never), /servers of the NATS outbox must be a list/],
    [() => createNatsOutbox({ servers: 'x' as never }), /servers of the NATS outbox must be a list/],
    [() => createNatsOutbox({ servers: ['nats://u:s3cret@h'] }), /user, pass and token are options of their own/],
    [() => createNatsOutbox({ servers: ['h'], maxEvents: 0 }), /maxEvents of the NATS outbox must be a whole number/],
    [() => createNatsOutbox({ servers: ['h'], pageShare: 2 }), /pageShare of the NATS outbox must be over 0/],
    [() => start({ outbox: 'nats://shop:s3cret?x@host' }), /a part is no option/],
    [() => start({ outbox: 'nats://shop:s3cret%@host' }), /password has a % that begins no sign/],
  ])('names invalid options, but no secret: %#', (run, expected) => {
    expect(run).toThrow(expected);
    expect(run).not.toThrow(/s3cret/);
  });

  it.each([
    ['replicas that one node cannot keep', { replicas: 3 }, /is one node alone/],
    ['a file of credentials that is not there', { credentials: '/none.creds' }, /no such file/],
  ])('fails at the start for %s', async (_name, options, expected) => {
    const outbox = createNatsOutbox({ servers: [nats.address], stream, ...options });
    fixture.closeLater(() => outbox.close());
    const error = await outbox.ready().then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ code: 'unusable', message: expect.stringMatching(expected) });
  });
});

it.skipIf(hasNatsServer)('skipped: nats-server is not installed, so nobody tampers with it', ({ skip }) => skip());
