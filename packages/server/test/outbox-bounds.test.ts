import type { Outbox } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Engine, type EngineBounds, engines, startEngine } from './support/engines.js';
import { createFixture, type Fixture, identity, toIds, track } from './support/fixture.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';

/** Nothing that strangers send fills the disk, and events of server code still have space. */

describe.each(engines)('a full outbox in %s', (name) => {
  let engine: Engine;
  let fixture: Fixture;
  beforeEach(async () => {
    engine = await startEngine(name);
    fixture = await createFixture(() => ({}));
  });
  afterEach(async () => {
    await fixture.close();
    await engine.close();
  });

  async function serve(bounds: EngineBounds) {
    const outbox = engine.create(fixture.folder, bounds);
    // Health checks within a second share one reading of the outbox.
    let time = Date.now();
    const twinbeam = fixture.start({ outbox, dispatch: false, now: () => time });
    await twinbeam.stats();
    const server = await serveTwinbeam(twinbeam);
    fixture.closeLater(() => server.close());
    const collect = (ids: readonly string[], text = '') => {
      const batch = ids.map((messageId) => ({
        type: 'track',
        event: 'Lead',
        messageId,
        properties: { text },
        context: { fbp: identity.fbp },
      }));
      return server.post('/collect', JSON.stringify({ batch }));
    };
    const readReady = async () => {
      time += 2_000;
      return (await server.get('/health/ready')).status;
    };
    return { outbox, twinbeam, collect, readReady };
  }
  const drain = async (outbox: Outbox, lane: 'page' | 'server' = 'page') =>
    outbox.confirm(toIds(await outbox.take('1', 100, 30_000, { lane })));
  const refused = { status: 503, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } };

  it('stores a request of a page whole or not at all, and has space again when events are sent', async () => {
    const { outbox, collect, readReady } = await serve({ maxPending: 8, pageShare: 0.5 });
    expect((await collect(['a', 'b', 'c'])).status).toBe(202);
    expect(await readReady()).toBe(200);
    expect(await collect(['d', 'e', 'f'])).toMatchObject(refused);
    expect(await outbox.stats()).toMatchObject({ pending: 3 });
    expect((await collect(['d'])).status).toBe(202);
    expect(await readReady()).toBe(503);
    await drain(outbox);
    expect(await readReady()).toBe(200);
    expect((await collect(['d', 'e', 'f', 'g'])).status).toBe(202);
    expect(await outbox.stats()).toMatchObject({ pending: 3 });
  });

  it('accepts events of server code when pages have filled their share', async () => {
    const { outbox, twinbeam, collect } = await serve({ maxPending: 4, pageShare: 0.5 });
    await collect(['a', 'b']);
    expect(await collect(['c'])).toMatchObject(refused);
    expect(await track(twinbeam, 'order-1')).toMatchObject({ status: 'accepted' });
    expect(await track(twinbeam, 'order-2')).toMatchObject({ status: 'accepted' });
    expect(await track(twinbeam, 'order-3')).toMatchObject({ status: 'unavailable', reason: /full/ });
    await drain(outbox, 'server');
    expect(await track(twinbeam, 'order-3')).toMatchObject({ status: 'accepted' });
  });

  it('is limited by bytes too', async () => {
    const { outbox, twinbeam, collect } = await serve({ maxBytes: 200_000, pageShare: 0.5 });
    const large = 'x'.repeat(20_000);
    const statuses: number[] = [];
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) statuses.push((await collect([id], large)).status);
    expect(statuses).toEqual(expect.arrayContaining([202, 503]));
    const { pending } = await outbox.stats();
    expect(pending).toBe(statuses.filter((status) => status === 202).length);
    expect(await track(twinbeam, 'order')).toMatchObject({ status: 'accepted' });
    await drain(outbox);
    expect((await collect(['h'], large)).status).toBe(202);
  });
});

describe.each(engines.filter((name) => name !== 'nats'))('dead letters in %s', (name) => {
  let engine: Engine;
  let fixture: Fixture;
  beforeEach(async () => {
    engine = await startEngine(name);
    fixture = await createFixture(() => ({}));
  });
  afterEach(() => fixture.close());

  it('count towards the bytes, which the error mentions, and are never dropped for space', async () => {
    const outbox = engine.create(fixture.folder, { maxBytes: 200_000 });
    const createLarge = (eventId: string) => ({
      ...{ pixelId: '1', name: 'Lead', eventId, source: 'server' as const, expiresAt: 1e15 },
      json: JSON.stringify({ text: 'x'.repeat(40_000) }),
    });
    await outbox.put(['a', 'b', 'c', 'd'].map(createLarge));
    await outbox.setAside(toIds(await outbox.take('1', 10, 30_000, { lane: 'server' })), { reason: 'refused' });
    await expect(outbox.put(['e', 'f'].map(createLarge))).rejects.toThrow(/bytes are used.*twinbeam dead drop/);
    expect(await outbox.stats()).toMatchObject({ pending: 0, deadLetters: 4 });
    expect(await outbox.deadLetters.dropAll()).toBe(4);
    expect(await outbox.put(['e', 'f'].map(createLarge))).toEqual(['accepted', 'accepted']);
    await outbox.close();
  });
});
