import { expect, it } from 'vitest';
import type { StoredEvent } from '../outbox/outbox.js';
import { selectCountedOnce } from './counted-once.js';

const now = Date.parse('2026-03-01T12:00:00Z');
const seconds = now / 1_000;
const twoDays = 48 * 3_600;

it.each<[string, string, object, boolean]>([
  ['an event of now', 'Lead', { event_time: seconds, action_source: 'website' }, true],
  ['one of two days ago', 'Lead', { event_time: seconds - twoDays }, true],
  ['one that is older', 'Lead', { event_time: seconds - twoDays - 1 }, false],
  ['one without a time', 'Lead', {}, true],
  ['one of a conversation', 'Lead', { event_time: seconds, action_source: 'business_messaging' }, false],
  ['one of a channel of messages', 'Lead', { event_time: seconds, messaging_channel: 'whatsapp' }, false],
  ['a late value', 'AppendValue', { event_time: seconds }, false],
])('%s is counted once: %s %j %s', (_name, name, fields, isOnce) => {
  const event = { name, json: JSON.stringify(fields) } as StoredEvent;
  expect(selectCountedOnce([event], now)).toEqual(isOnce ? { once: [event], twice: [] } : { once: [], twice: [event] });
});
