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
];

describe('createMappingMemo', () => {
  it('lets the messages of a request be mapped as each is alone', () => {
    const memo = createMappingMemo();
    const mapped = messages.map((message) => toEventOfRequest(message, settings, context, memo));
    expect(mapped).toEqual(messages.map((message) => toServerEvent(message, settings, context)));
    expect(new Set(mapped.map((one) => 'event' in one && one.event.event_source_url)).size).toBe(3);
  });
});
