import { describe, expect, it } from 'vitest';
import { parseLeadId } from './crm-lead.js';
import { toServerEvent } from './to-server-event.js';

describe('parseLeadId', () => {
  it.each([
    ['1234567890123456', '1234567890123456'],
    ['l:1234567890123456', '1234567890123456'],
    [' L: 123456789012345 ', '123456789012345'],
    ['12345678901234567', '12345678901234567'],
    [123456789012345, '123456789012345'],
    [9007199254740991, '9007199254740991'],
    [12345678901234567n, '12345678901234567'],
    // JavaScript cannot tell which lead this number was.
    [12345678901234568, undefined],
    ['12345678901234', undefined],
    ['123456789012345678', undefined],
    ['00Q5g00000ABCDE', undefined],
    ['l:l:123456789012345', undefined],
    ['1234567890123456.0', undefined],
    ['undefined', undefined],
    [1.5, undefined],
    [{}, undefined],
    [null, undefined],
  ])('of %s is %s', (value, id) => expect(parseLeadId(value)).toBe(id));

  it('takes linear time', () => {
    expect(parseLeadId(`l:${' '.repeat(1_000_000)}${'1'.repeat(1_000_000)}`)).toBeUndefined();
  });
});

describe('an event of a CRM lead', () => {
  const map = (properties: object, context: object, settings: object = {}) =>
    toServerEvent(
      { type: 'track', event: 'Marketing Qualified Lead', messageId: 'm1', properties, context },
      { pixelId: '1', ...settings },
      { now: Date.parse('2026-01-31T12:00:00Z') },
    );
  const lead = { lead_id: 'l:1234567890123456' };

  it('has the source of events and the action source of a CRM', () => {
    expect(map({ lead_event_source: 'Own CRM' }, lead, { actionSource: 'website' })).toMatchObject({
      event: {
        action_source: 'system_generated',
        user_data: { lead_id: '1234567890123456' },
        custom_data: { event_source: 'crm', lead_event_source: 'Own CRM' },
      },
      problems: [],
    });
  });

  it('keeps what the caller says', () => {
    const own = { action_source: 'phone_call', event_source: 'import', lead_event_source: 'Own CRM' };
    expect(map(own, lead)).toMatchObject({
      event: { action_source: 'phone_call', custom_data: { event_source: 'import' } },
      problems: [],
    });
  });

  it('is asked for the name of the CRM', () => {
    expect(map({}, lead)).toMatchObject({ event: {}, problems: [{ code: 'lead-event-source-missing' }] });
  });

  it('is none with an id that is no id of a lead', () => {
    const mapped = map({}, { lead_id: '42', userAgent: 'x', page: { url: 'https://s.example/' }, fbp: 'fb.1.1.1' });
    expect(mapped).toMatchObject({ event: { action_source: 'website' }, problems: [{ code: 'lead-id-invalid' }] });
    expect('event' in mapped && mapped.event.user_data).not.toHaveProperty('lead_id');
    expect('event' in mapped && mapped.event.custom_data).toEqual({});
  });
});
