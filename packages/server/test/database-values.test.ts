import type { Twinbeam } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, identity } from './support/fixture.js';
import { sha256 } from './support/sha256.js';

/** Values of the classes that databases have for amounts, ids and rows, as `decimal.js`, `bson` and Mongoose make them. */

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:' }));
});
afterEach(() => fixture.close());

class Decimal {
  readonly digits = [12, 5000000];
  constructor(readonly text: string) {}
  toJSON() {
    return this.text;
  }
}

class ObjectId {
  readonly buffer = new Uint8Array(12);
  constructor(readonly hex: string) {}
  toJSON() {
    return this.hex;
  }
}

/** Like the class of MongoDB's driver. */
class Decimal128 {
  constructor(readonly text: string) {}
  toJSON() {
    return { $numberDecimal: this.text };
  }
}

class Row {
  constructor(readonly fields: object) {}
  toJSON() {
    return this.fields;
  }
}

const orderId = new ObjectId('507f1f77bcf86cd799439011');
const properties = {
  order_id: orderId,
  revenue: new Decimal('12.50'),
  currency: 'EUR',
  products: [new Row({ product_id: new ObjectId('65f0c0ffee'), price: new Decimal('12.50'), quantity: 1n })],
};
const traits = new Row({ email: 'ada@example.com' }) as unknown as Record<string, unknown>;

describe('values of a database', () => {
  const calls: [name: string, call: (twinbeam: Twinbeam) => Promise<unknown>][] = [
    [
      'track',
      (twinbeam) => twinbeam.track('Order Completed', properties, { identity, userId: orderId as never, traits }),
    ],
    [
      'send',
      (twinbeam) =>
        twinbeam.send({
          type: 'track',
          event: 'Order Completed',
          userId: orderId as never,
          traits,
          properties,
          context: { fbp: identity.fbp, userAgent: identity.userAgent },
        }),
    ],
  ];
  it.each(calls)('make a purchase by %s, with its id and its customer', async (_name, call) => {
    const twinbeam = fixture.start();
    expect(await call(twinbeam)).toMatchObject({ status: 'accepted', eventId: 'purchase.507f1f77bcf86cd799439011' });
    await twinbeam.flush();
    const [event] = fixture.sandbox.events();
    expect(event?.custom_data).toMatchObject({
      value: 12.5,
      content_ids: ['65f0c0ffee'],
      contents: [{ id: '65f0c0ffee', quantity: 1, item_price: 12.5 }],
    });
    expect(Object.keys(event?.user_data ?? {})).toEqual(expect.arrayContaining(['em', 'external_id']));
    // The caller's own values are not changed.
    expect([properties.order_id, properties.revenue]).toEqual([orderId, new Decimal('12.50')]);
  });

  it.each([new Decimal('12.50'), new Decimal128('12.50')])('are amounts: %o', async (revenue) => {
    const twinbeam = fixture.start();
    await twinbeam.track('Order Completed', { order_id: '1', revenue, currency: 'EUR' }, { identity });
    await twinbeam.flush();
    expect(fixture.sandbox.events()[0]?.custom_data.value).toBe(12.5);
  });

  it.each<[string, (timestamp: Date, twinbeam: Twinbeam) => Promise<unknown>]>([
    ['track', (timestamp, twinbeam) => twinbeam.track('Lead', {}, { identity, timestamp })],
    ['send', (timestamp, twinbeam) => twinbeam.send({ type: 'track', event: 'Lead', userId: '1', timestamp })],
  ])('are times, with %s', async (_name, call) => {
    const twinbeam = fixture.start();
    const timestamp = new Date(Date.now() - 3_600_000);
    expect(await call(timestamp, twinbeam)).toMatchObject({ status: 'accepted' });
    await twinbeam.flush();
    expect(fixture.sandbox.events()).toMatchObject([{ event_time: Math.floor(timestamp.getTime() / 1000) }]);
  });

  it('are bigints, in ids and amounts', async () => {
    const twinbeam = fixture.start();
    const order = { order_id: 12n, revenue: 25n, currency: 'EUR', products: [{ product_id: 7n, quantity: 2n }] };
    const message = { type: 'track', event: 'Order Completed', userId: 9n as never, properties: order };
    expect(await twinbeam.send(message)).toMatchObject({ status: 'accepted', eventId: 'purchase.12' });
    const again = await twinbeam.track('Order Completed', order, { identity, userId: 9n as never });
    expect(again).toMatchObject({ status: 'duplicate', eventId: 'purchase.12' });
    await twinbeam.flush();
    expect(fixture.sandbox.events()).toMatchObject([
      {
        user_data: { external_id: sha256('9') },
        custom_data: { order_id: '12', value: 25, contents: [{ id: '7', quantity: 2 }] },
      },
    ]);
  });

  it('are an id and an amount even as objects that wrap a string and a number', async () => {
    const twinbeam = fixture.start();
    const products = [{ product_id: new String('boot'), price: new Number(12.5), sale: new Boolean(true) }];
    await twinbeam.track(
      'Order Completed',
      { order_id: new String('1'), currency: 'EUR', revenue: 12.5, products },
      { identity },
    );
    await twinbeam.flush();
    expect(fixture.sandbox.events()).toMatchObject([
      { event_id: 'purchase.1', custom_data: { contents: [{ id: 'boot', quantity: 1, item_price: 12.5 }] } },
    ]);
  });

  const refused = new Row({ ...identity, consent: 'denied' });
  const refusing: [name: string, call: (twinbeam: Twinbeam) => Promise<unknown>][] = [
    ['of an identity', (twinbeam) => twinbeam.track('Lead', {}, { identity: refused as never })],
    ['of a context', (twinbeam) => twinbeam.send({ type: 'track', event: 'Lead', userId: '1', context: refused })],
    ['of a message', (twinbeam) => twinbeam.send(new Row({ type: 'track', event: 'Lead', context: refused }))],
  ];
  it.each(refusing)('are a refusal of consent: %s', async (_name, call) => {
    expect(await call(fixture.start())).toMatchObject({
      status: 'skipped',
      problems: [{ code: 'consent-missing' }],
    });
  });

  it('that cannot be read do not prevent others from being read', async () => {
    const broken = { toJSON: () => JSON.parse('no') };
    const row = { order_id: orderId, revenue: new Decimal('12.50'), currency: 'EUR', broken };
    expect(await fixture.start().track('Order Completed', row, { identity })).toMatchObject({
      status: 'accepted',
      eventId: 'purchase.507f1f77bcf86cd799439011',
    });
  });

  it('with circular references, or that cannot be read, do no harm', async () => {
    const twinbeam = fixture.start();
    const parent: Record<string, unknown> = { a: 1 };
    parent.child = new Row({ parent });
    const broken = { toJSON: () => JSON.parse('no') };
    for (const more of [{ parent }, { broken }, { file: Buffer.alloc(1_000_000) }]) {
      expect(await twinbeam.track('Lead', { value: 1, currency: 'EUR', ...more }, { identity })).toMatchObject({
        status: 'accepted',
      });
    }
  });
});
