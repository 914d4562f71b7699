import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engines } from './support/engines.js';
import { createFixture, type Fixture, identity } from './support/fixture.js';
import { type NatsServer, startNatsServer } from './support/nats-server.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';

/**
 * An event of server code takes precedence over one that a page, or a stranger posing as a page, sent with the same id.
 */

describe.each(engines)('an order that a page has reported, in %s', (engine) => {
  let nats: NatsServer | undefined;
  let fixture: Fixture;
  beforeEach(async () => {
    nats = engine === 'nats' ? await startNatsServer() : undefined;
    const outboxUrls: Record<string, (folder: string) => string> = {
      memory: () => 'memory:',
      lmdb: (folder) => `lmdb:${folder}`,
      nats: () => `nats://${nats?.address}`,
    };
    fixture = await createFixture((folder) => ({ outbox: outboxUrls[engine]?.(folder) }));
  });
  afterEach(async () => {
    await fixture.close();
    await nats?.close();
  });

  const order = (revenue: number) => ({ order_id: '1001', revenue, currency: 'EUR' });
  const received = () =>
    fixture.sandbox
      .events()
      .filter(({ source }) => source === 'server')
      .map(({ custom_data }) => custom_data.value);

  /** Starts an instance, and returns a function that reports the order like a page. */
  async function start() {
    const twinbeam = fixture.start();
    await twinbeam.stats();
    const server = await serveTwinbeam(twinbeam);
    fixture.closeLater(() => server.close());
    const announce = (revenue: number) =>
      server.post(
        '/collect',
        JSON.stringify({
          batch: [
            {
              type: 'track',
              event: 'Order Completed',
              messageId: `m${revenue}`,
              properties: order(revenue),
              context: { fbp: identity.fbp },
            },
          ],
        }),
      );
    const complete = () => twinbeam.track('Order Completed', order(99), { identity });
    return { twinbeam, announce, complete };
  }

  it('is replaced while it is pending', async () => {
    fixture.sandbox.break({ target: 'graph', status: 401, code: 190 });
    const { twinbeam, announce, complete } = await start();
    expect(await announce(1)).toMatchObject({ status: 202 });
    await expect.poll(async () => (await twinbeam.stats()).paused['1']).toBeDefined();
    expect(await complete()).toMatchObject({ status: 'accepted', eventId: 'purchase.1001' });
    expect(await announce(2)).toMatchObject({ status: 202 });
    fixture.sandbox.mend();
    twinbeam.update({ accessToken: 'EAAnew' });
    expect(await twinbeam.flush(10_000)).toBe(true);
    expect(received()).toEqual([99]);
  }, 30_000);

  it('is sent once more with the values of server code if it was sent already', async () => {
    const { twinbeam, announce, complete } = await start();
    await announce(1);
    expect(await twinbeam.flush()).toBe(true);
    expect(await complete()).toMatchObject({ status: 'accepted' });
    expect(await complete()).toMatchObject({ status: 'duplicate' });
    await announce(2);
    expect(await twinbeam.flush()).toBe(true);
    expect(received()).toEqual([1, 99]);
  }, 30_000);

  it('is a duplicate if server code has reported it before', async () => {
    const { twinbeam, announce, complete } = await start();
    expect(await complete()).toMatchObject({ status: 'accepted' });
    await announce(1);
    expect(await twinbeam.flush()).toBe(true);
    await announce(2);
    expect(await twinbeam.flush()).toBe(true);
    expect(received()).toEqual([99]);
  }, 30_000);
});
