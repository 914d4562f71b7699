import { expect, it } from 'vitest';
import { readEventName } from './event-name.js';

it.each([
  [{ type: 'track', event: 'Lead' }, 'Lead'],
  [{ type: 'page' }, 'page'],
  [{ event: 'x'.repeat(100) }, 'x'.repeat(100)],
  [{ event: 'x'.repeat(101) }, undefined],
  [{ event: 'Order 123456' }, 'Order 123456'],
  [{ event: 'Order 1234567' }, undefined],
  [{ event: 'of ada@example.com' }, undefined],
  [{ event: 'of ada%40example.com' }, undefined],
  [{ event: 5, type: 'track' }, undefined],
  [{}, undefined],
  [null, undefined],
  ['Lead', undefined],
])('for %j, the log has the name %j', (message, name) => {
  expect(readEventName(message)).toBe(name);
});
