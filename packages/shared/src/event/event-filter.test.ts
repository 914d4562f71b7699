import { describe, expect, it } from 'vitest';
import { toPixelCall } from '../mapping/to-pixel-call.js';
import type { EventFilter } from '../settings.js';

const rows: [event: string, filter: EventFilter, sent: boolean][] = [
  ['Password Reset Requested', { deny: ['password reset  requested'] }, false],
  ['Password Reset Requested', { allow: ['Purchase', 'PageView'] }, false],
  ['Order Completed', { allow: ['Purchase'] }, true],
  ['Order Completed', { allow: [' order completed '] }, true],
  ['Order Completed', { deny: ['PURCHASE'] }, false],
  ['Order Completed', { deny: ['Order Completed'] }, false],
  ['Purchase', { deny: ['Order Completed'] }, true],
  ['Trial', { allow: ['StartTrial'] }, true],
  ['Trial', { deny: ['trial'] }, false],
  ['Lead', { allow: [] }, false],
  ['Lead', { deny: [] }, true],
];

describe('the setting events', () => {
  it.each(rows)('%s with %j: %j', (event, events, isSent) => {
    const properties = { revenue: 1 };
    const settings = { pixelId: '1', events, eventMapping: { Trial: 'StartTrial' } };
    const mapped = toPixelCall({ type: 'track', event, properties, messageId: 'm1' }, settings);
    expect('call' in mapped).toBe(isSent);
    if (!isSent) expect(mapped.skipped).toMatch(/events/);
  });

  it('judges page views by the name that Meta gets, not by the title of the page', () => {
    const map = (events: EventFilter) =>
      toPixelCall({ type: 'page', name: 'Purchase', messageId: 'm1' }, { pixelId: '1', events });
    expect(map({ deny: ['Purchase'] })).toHaveProperty('call');
    expect(map({ deny: ['PageView'] })).toHaveProperty('skipped');
    expect(map({ allow: ['Purchase'] })).toHaveProperty('skipped');
  });
});
