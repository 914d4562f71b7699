import { expect, it } from 'vitest';
import { createEvent } from '../outbox/contract/fixture.js';
import { createEventLog } from './event-log.js';

it('says why an event is not sent whose visitor has withdrawn consent, which is no response of Graph', () => {
  const eventLog = createEventLog({ now: () => 1, toRequestUrl: () => '' });
  const event = createEvent('e1');
  const result = { status: 'accepted' as const, problems: [] };
  eventLog.accepted([{ message: {}, event: 'Lead', events: [event], result }], { source: 'page' });
  const changed: unknown[] = [];
  eventLog.subscribe((one) => changed.push(one.reason));
  eventLog.withdrawn([{ ...event, id: '1', storedAt: 1, attempts: 0 }], 'withdrawn');
  expect(changed).toEqual(['withdrawn']);
  expect(eventLog.list()).toMatchObject([
    { eventId: 'e1', reason: 'withdrawn', legs: { browser: true, server: 'none' } },
  ]);
  expect(eventLog.list()[0]).not.toHaveProperty('answer');
});
