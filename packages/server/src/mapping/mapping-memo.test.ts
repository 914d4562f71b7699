import { describe, expect, it } from 'vitest';
import { createMappingMemo } from './mapping-memo.js';
import { toEventOfRequest, toServerEvent } from './to-server-event.js';

const settings = { pixelId: '1' };
const context = { now: 1_800_000_000_000, live: true };

const toMessage = (messageId: string, userId: string, email: string, url: unknown, referrer?: unknown) => ({
  ...{ type: 'track', event: 'Lead', messageId, userId, traits: { email } },
  context: { userAgent: 'test', page: { url, referrer } },
});

const page = 'https://shop.example/boots?email=ada@shop.example&step=2';
const messages = [
  toMessage('m1', 'u1', 'Ada@Shop.example', page),
  toMessage('m2', 'u1', 'Ada@Shop.example', page),
  toMessage('m3', 'u2', 'Alan@Shop.example', page),
  toMessage('m4', 'u1', 'ada@shop.example', 'https://shop.example/hats', page),
  toMessage('m5', 'u1', 'no address', 'javascript:alert(1)', 'https://shop.example/hats'),
  toMessage('m6', 'u3', 'Ada@Shop.example', { href: page }, 'no address'),
  toMessage('m7', 'u3', 'Ada@Shop.example', undefined, page),
  {
    ...toMessage('m8', 'u1', 'Ada@Shop.example', page),
    timestamp: '2027-01-15T07:00:00Z',
    sentAt: '2027-01-15T07:00:05Z',
  },
  {
    ...toMessage('m9', 'u1', 'Ada@Shop.example', page),
    timestamp: '2027-01-15T06:59:00Z',
    sentAt: '2027-01-15T07:00:05Z',
  },
  { ...toMessage('m10', 'u1', 'Ada@Shop.example', page), timestamp: 'yesterday', sentAt: 'today' },
];

describe('createMappingMemo', () => {
  it('lets the messages of a request be mapped as each is alone', () => {
    const memo = createMappingMemo();
    const mapped = messages.map((message) => toEventOfRequest(message, settings, context, memo));
    expect(mapped).toEqual(messages.map((message) => toServerEvent(message, settings, context)));
    const find = (name: 'event_source_url' | 'event_time') =>
      new Set(mapped.map((one) => 'event' in one && one.event[name]));
    expect(find('event_source_url').size).toBe(4);
    expect(find('event_time').size).toBe(4);
  });
});
