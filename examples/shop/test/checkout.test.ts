import { createMemoryOutbox, type Outbox, OutboxError } from '@twinbeam/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpVisitor } from './support/http-visitor.js';
import { createTestServer } from './support/server.js';

/** Places orders while nothing can be stored: the shop accepts them as usual, and as fast. */

const brokenOutbox = (put: Outbox['put']): Outbox => ({ ...createMemoryOutbox(), put });
const neverSettled = new Promise<never>(() => undefined);

const outboxes: [what: string, create: () => string | Outbox][] = [
  ['is full', () => createMemoryOutbox({ maxPending: 1 })],
  [
    'is on a disk that is read-only',
    () => brokenOutbox(async () => Promise.reject(new OutboxError('unavailable', 'EROFS: read-only file system'))),
  ],
  ['is an engine that is away', () => 'nats://127.0.0.1:1'],
  ['does not respond', () => brokenOutbox(() => neverSettled)],
];

describe('the checkout', () => {
  it.each(outboxes)('takes orders when the outbox %s', async (_what, create) => {
    const server = await createTestServer({ shop: true, outbox: create(), dispatch: false, storeTimeoutMs: 300 });
    onTestFinished(() => server.close());
    const request = createHttpVisitor(server);
    for (let order = 0; order < 4; order++) {
      await request('/cart', { product: 'boot-pink' });
      await request('/checkout', { email: 'ada@example.com' });
      const { status, headers } = await request('/orders', { payment: 'invoice' });
      expect(status).toBe(303);
      const thanks = await request(headers.get('location') ?? '');
      expect([thanks.status, await thanks.text()]).toEqual([200, expect.stringContaining('Thank you!')]);
    }
    expect(server.logged.join('\n')).toContain('event not stored');
    expect(server.logged.join('\n')).not.toContain('ada@');
  });
});
