import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPaymentProvider } from '../dist/payment-provider.js';
import { isSigned, signatureHeader, signPayment } from '../dist/payments.js';
import { walkThrough } from '../dist/walk.js';
import { describeFixture } from './support/fixture.js';
import { createHttpVisitor, type HttpVisitor, shopperAgent } from './support/http-visitor.js';
import { createTestServer, type TestServer } from './support/server.js';

/** An order paid by card is one purchase of its visitor, sent when the payment provider confirms the payment. */

const secret = 'the shop’s and its provider’s secret';

describe('an order that is paid by card', () => {
  let server: TestServer;
  let request: HttpVisitor;
  beforeEach(async () => {
    server = await createTestServer({ shop: true, paymentSecret: secret });
    request = createHttpVisitor(server);
  });
  afterEach(() => server.close());

  /** Places an order. Returns its number. */
  const placeOrder = async () => {
    await request('/sign-up', { email: 'ada@example.com' });
    await request('/cart', { product: 'boot-pink' });
    const { headers } = await request('/orders', { payment: 'card' });
    return headers.get('location')?.replace('/card/', '') as string;
  };
  const provider = () => createPaymentProvider(secret, server.url('/payments/webhook'));
  const purchases = async () => {
    await server.twinbeam.flush();
    return server.received('server').filter(({ event_name }) => event_name === 'Purchase');
  };

  it('is no purchase until it is paid, and then one of its visitor, however often the provider calls', async () => {
    const order = await placeOrder();
    expect(order).toMatch(/^TB-/);
    expect(await (await request(`/thanks/${order}`)).text()).not.toContain('Order Completed');
    expect(await purchases()).toEqual([]);
    expect(await provider().notify({ type: 'paid', order })).toBe(204);
    expect(await provider().notify({ type: 'paid', order })).toBe(204);
    expect(await purchases()).toMatchObject([
      {
        event_id: `purchase.${order}`,
        action_source: 'website',
        user_data: {
          fbp: 'fb.0.1700000000000.42',
          client_user_agent: shopperAgent,
          em: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      },
    ]);
    expect(await (await request(`/thanks/${order}`)).text()).toContain('Order Completed');
    expect(server.logged.join('\n')).not.toContain('webhook');
  });

  it('matches a guest by the address that the checkout asks for', async () => {
    await request('/cart', { product: 'boot-pink' });
    expect(await (await request('/checkout')).text()).toContain('<input type="email" name="email"');
    expect((await request('/checkout', { email: 'ada' })).status).toBe(422);
    const address = { street: '12 Analytical Road', postalCode: 'W1J 0AB', city: 'London', country: 'United Kingdom' };
    const delivery = { email: 'guest@example.com', name: 'Ada Byron', ...address };
    await request('/checkout', delivery);
    const traits = { email: delivery.email, name: delivery.name, address };
    expect(await (await request('/payment')).text()).toContain(`twinbeam.identify(${JSON.stringify(traits)})`);
    await request('/orders', { payment: 'invoice' });
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const hashed = {
      ...{ em: hash('guest@example.com'), fn: hash('ada'), ln: hash('byron') },
      ...{ ct: hash('london'), zp: hash('w1j0ab'), country: hash('gb') },
    };
    expect(await purchases()).toMatchObject([{ user_data: hashed }]);
  });

  it('is no purchase when the payment fails', async () => {
    const order = await placeOrder();
    expect(await provider().notify({ type: 'failed', order })).toBe(204);
    expect(await purchases()).toEqual([]);
  });

  it('is renewed without a browser, as a purchase of its own', async () => {
    const order = await placeOrder();
    await provider().notify({ type: 'paid', order });
    expect(await provider().notify({ type: 'renewed', order, period: 2 })).toBe(204);
    expect(await provider().notify({ type: 'renewed', order, period: 2 })).toBe(204);
    const sent = await purchases();
    expect(sent.map(({ event_id, action_source }) => [event_id, action_source])).toEqual([
      [`purchase.${order}`, 'website'],
      [`purchase.${order}-2`, 'system_generated'],
    ]);
    expect(sent[1]?.user_data.em).toEqual(sent[0]?.user_data.em);
  });

  const now = () => Math.floor(Date.now() / 1000);
  const body = (order: string) => JSON.stringify({ type: 'paid', order, created: now() });
  it.each<[string, (text: string) => string | undefined]>([
    ['no signature', () => undefined],
    ['a signature by another secret', (text) => signPayment('guess', text)],
    ['a signature of another body', (text) => signPayment(secret, `${text} `)],
    ['an old signature', (text) => signPayment(secret, text, now() - 301)],
    ['one that has another time', (text) => signPayment(secret, text, now() - 600).replace(/\d+/, String(now()))],
    ['a short one', () => `t=${now()},v1=`],
    ['text that is none', () => 'é'.repeat(70)],
  ])('is not believed with %s', async (_name, sign) => {
    const order = await placeOrder();
    const text = body(order);
    const signature = sign(text);
    expect(isSigned(secret, text, signature)).toBe(false);
    const headers = signature && !/[^\x20-\x7e]/.test(signature) ? { [signatureHeader]: signature } : {};
    const { status } = await fetch(server.url('/payments/webhook'), { method: 'POST', body: text, headers });
    expect(status).toBe(401);
    expect(await purchases()).toEqual([]);
  });

  it('is told again by the provider when the outbox cannot store', async () => {
    const order = await placeOrder();
    await server.twinbeam.close();
    expect(await provider().notify({ type: 'paid', order })).toBe(503);
  });
});

describeFixture(
  'a walk that is paid by card',
  (fixture) => {
    it('reports one purchase, by the webhook and by the thank-you page', async () => {
      await walkThrough(fixture.session.page, fixture.server.url(''), { payment: 'By card' });
      await expect
        .poll(() => fixture.server.sandbox.summary().events.Purchase, { timeout: 10_000 })
        .toMatchObject({ browser: 1, server: 1, paired: 1, counted: 1 });
      expect(fixture.session.errors).toEqual([]);
    });
  },
  { shop: true },
);
