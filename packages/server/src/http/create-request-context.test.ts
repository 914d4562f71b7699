import { describe, expect, it } from 'vitest';
import { createRequestContext } from './create-request-context.js';

/** A request that counts how often each of its members is read. */
function createFixture(anonymousId = 'a1', cookie = `_fbp=fb.1.1700000000000.42; twinbeam_id=${anonymousId}`) {
  const reads: Record<string, number> = {};
  const count = <Value>(name: string, value: Value): Value => {
    reads[name] = (reads[name] ?? 0) + 1;
    return value;
  };
  const headers: Record<string, string> = {
    cookie,
    'user-agent': 'Test',
  };
  const context = createRequestContext(
    {
      method: 'GET',
      url: () => count('url', 'https://s.example/?fbclid=A'),
      ip: () => count('ip', '::ffff:8.8.8.8'),
      peer: () => '127.0.0.1',
      header: (name) => count(name, headers[name]),
      readBody: async () => count('body', { body: '' }),
    },
    {
      now: () => count('now', 1_800_000_000_000),
      consent: { cookie: 'twinbeam_consent', required: false, gpc: 'deny' },
      memory: undefined,
    },
  );
  return { context, reads };
}

describe('createRequestContext', () => {
  it('reads nothing before it is needed', () => {
    expect(createFixture().reads).toEqual({});
  });

  it('parses cookies and address once, and computes the identity once', () => {
    const { context, reads } = createFixture();
    const identity = context.identity();
    expect(identity).toEqual({
      fbp: 'fb.1.1700000000000.42',
      fbc: 'fb.1.1800000000000.A',
      ip: '8.8.8.8',
      userAgent: 'Test',
      url: 'https://s.example/?fbclid=A',
      referrer: undefined,
      anonymousId: 'a1',
      consent: undefined,
    });
    const before = { ...reads };
    expect(context.identity()).toBe(identity);
    expect(context.cookies()).toBe(context.cookies());
    expect(context.clientIp()).toBe('8.8.8.8');
    expect(reads).toEqual(before);
    expect(reads).toMatchObject({ cookie: 1, ip: 1, now: 1 });
  });

  it('restores ids that the browser has deleted from the cookie that keeps them', () => {
    const kept = 'a1!fb.1.1700000000000.42!fb.1.1700000000000.A';
    expect(createFixture('', `twinbeam_keep=${kept}`).context.identity()).toMatchObject({
      anonymousId: 'a1',
      fbp: 'fb.1.1700000000000.42',
      fbc: 'fb.1.1700000000000.A',
    });
    const broken = '_fbp=fb.1.x; _fbc=fb.1.1.a%2Cb; twinbeam_id=%20';
    expect(createFixture('', `${broken}; twinbeam_keep=${kept}`).context.identity()).toMatchObject({
      anonymousId: 'a1',
      fbp: 'fb.1.1700000000000.42',
      fbc: 'fb.1.1700000000000.A',
    });
    const other = '_fbp=fb.1.1700000000000.43; twinbeam_id=a2';
    expect(createFixture('', `twinbeam_keep=${kept}; ${other}`).context.identity()).toMatchObject({
      anonymousId: 'a2',
      fbp: 'fb.1.1700000000000.43',
    });
  });

  it('treats a cookie header that is too long as no consent, because it may contain a refusal', () => {
    const granted = 'twinbeam_consent=granted; _fbp=fb.1.1700000000000.42; ';
    const { context } = createFixture('', granted.padEnd(32_769, 'x'));
    expect([context.consent(), context.cookies()]).toEqual(['pending', {}]);
    expect(context.identity()).toEqual({ consent: 'pending' });
    expect(createFixture('', granted.padEnd(32_768, 'x')).context.consent()).toBe('granted');
  });

  it.each(['', '%20', 'x'.repeat(65)])('ignores the anonymous id %j, like the page', (anonymousId) => {
    expect(createFixture(anonymousId).context.identity().anonymousId).toBeUndefined();
  });
});
