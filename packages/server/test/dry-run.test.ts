import { createMemoryOutbox, createTwinbeam } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFixture, type Fixture, identity } from './support/fixture.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';

/** A dry run appears only in the log: nothing is sent, now or later. */

const order = { order_id: '1001', revenue: 99.5, currency: 'EUR' };

describe('a dry run', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}` }));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await fixture.close();
  });
  const shown = () => fixture.logged.filter((line) => line.startsWith('dry run: this event'));
  const told = () => fixture.logged.filter((line) => line.startsWith('dry run:') && line.includes('never sent'));

  it('logs each event of every pixel, without the visitor’s data, and sends none', async () => {
    const pixels = ['1', '2'].map((pixelId) => ({ pixelId, accessToken: 'EAAsecretToken' }));
    const twinbeam = fixture.start({ mode: 'dry', pixels });
    const options = { identity: { ...identity, ip: '93.184.216.34' }, traits: { email: 'ada@example.com' } };
    expect(await twinbeam.track('Order Completed', order, options)).toMatchObject({ status: 'accepted' });
    expect(await twinbeam.track('Order Completed', order, options)).toMatchObject({ status: 'duplicate' });
    expect(await twinbeam.flush()).toBe(true);
    expect(shown()).toHaveLength(2);
    for (const part of [
      '"eventId":"purchase.1001"',
      '"event":"Purchase"',
      '"value":99.5',
      '"matchKeys":["em","client_user_agent","fbp","client_ip_address"]',
    ]) {
      expect(shown()[0]).toContain(part);
    }
    const everything = fixture.logged.join('\n');
    for (const secret of ['EAAsecretToken', 'ada@', '93.184.216.34', identity.fbp]) {
      expect(everything).not.toContain(secret);
    }
    expect(told()).toHaveLength(1);
    expect(fixture.sandbox.events()).toEqual([]);
  });

  it('leaves the events of the real outbox there, and adds none', async () => {
    const live = fixture.start({ dispatch: false });
    await live.track('Lead', {}, { identity, eventId: 'before' });
    await live.close();
    const dry = fixture.start({ mode: 'dry' });
    await dry.track('Lead', {}, { identity, eventId: 'dry' });
    await dry.track('Lead', {}, { identity, eventId: 'held', hold: '1d' });
    await dry.flush();
    await dry.close();
    expect(fixture.arrived()).toEqual([]);
    const again = fixture.start();
    await again.flush();
    expect(fixture.arrived()).toEqual(['before']);
    expect(await again.stats()).toMatchObject({ held: 0 });
  });

  it('does not touch an outbox of the caller’s own', async () => {
    const outbox = createMemoryOutbox();
    await outbox.close();
    const dry = fixture.start({ mode: 'dry', outbox });
    expect(await dry.track('Lead', {}, { identity })).toMatchObject({ status: 'accepted' });
  });

  it('starts automatically without id and token in a test, which is logged; only a missing token throws', async () => {
    vi.stubEnv('NODE_ENV', 'test');
    const logged: string[] = [];
    const log = (_data: object, text: string) => void logged.push(text);
    const twinbeam = createTwinbeam({ logger: { info: log, warn: log, error: log } });
    fixture.closeLater(() => twinbeam.close());
    expect(await twinbeam.track('Lead', {}, { identity })).toMatchObject({ status: 'accepted' });
    expect(await twinbeam.flush()).toBe(true);
    expect(logged.filter((line) => line.includes('META_ACCESS_TOKEN'))).toHaveLength(1);
    expect(() => createTwinbeam({ pixelId: '1' })).toThrow('accessToken is missing');
    vi.stubEnv('NODE_ENV', 'production');
    expect(() => createTwinbeam()).toThrow('pixelId is missing');
  });

  it('serves the script to pages, without pixels and with an empty file in place of Meta’s library', async () => {
    const server = await serveTwinbeam(fixture.start({ mode: 'dry' }));
    fixture.closeLater(() => server.close());
    const { text } = await server.get('/t.js');
    expect(text).toContain('"pixels":[]');
    expect(text).toContain('"pixelLibraryUrl":"/twin/t-none.js"');
    expect(text).not.toContain('facebook');
    expect(await server.get('/t-none.js')).toMatchObject({ status: 200, text: '' });
    const batch = [{ type: 'track', event: 'Lead', messageId: 'm1', anonymousId: 'a' }];
    const { json } = await server.post('/collect', JSON.stringify({ batch, sentAt: new Date() }));
    expect(json).toMatchObject({ results: [{ status: 'accepted' }] });
    await expect.poll(shown).toHaveLength(1);
  });
});
