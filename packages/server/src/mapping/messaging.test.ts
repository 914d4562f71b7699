import { describe, expect, it } from 'vitest';
import { toServerEvent } from './to-server-event.js';

const map = (event: string, properties: object, context: object, rest: object = {}, settings: object = {}) =>
  toServerEvent(
    {
      type: 'track',
      event,
      messageId: 'm1',
      properties: { action_source: 'business_messaging', ...properties },
      context,
      ...rest,
    },
    { pixelId: '1', ...settings },
    { now: Date.parse('2026-01-31T12:00:00Z') },
  );

const whatsapp = { ctwa_clid: 'ARAk', whatsapp_business_account_id: '123456789012345' };
const messenger = { page_id: '10', page_scoped_user_id: '99' };
const instagram = { ig_account_id: '7', ig_sid: '8' };
const value = { revenue: 5, currency: 'EUR' };

describe('a messaging event', () => {
  it.each([
    ['whatsapp', whatsapp],
    ['messenger', messenger],
    ['instagram', instagram],
    ['instagram', { instagram_business_account_id: '7', ig_sid: '8' }],
  ])('of %s has its channel at the top level, and the ids %j as match keys', (channel, ids) => {
    const mapped = map('Order Completed', { messaging_channel: channel, ...value }, ids);
    expect(mapped).toMatchObject({
      event: { event_name: 'Purchase', action_source: 'business_messaging', messaging_channel: channel },
      problems: [],
    });
    if (!('event' in mapped)) return;
    expect(mapped.event.user_data).toEqual(ids);
    expect(mapped.event.custom_data).not.toHaveProperty('messaging_channel');
  });

  it.each([
    ['the properties', { messaging_channel: ' WhatsApp ' }, { messaging_channel: 'messenger' }, {}],
    ['the context', {}, { messaging_channel: 'whatsapp' }, { messagingChannel: 'instagram' }],
    ['the settings', {}, {}, { messagingChannel: 'whatsapp' }],
  ])('takes its channel from %s', (_place, properties, context, settings) => {
    const mapped = map('LeadSubmitted', properties, { ...whatsapp, ...context }, {}, settings);
    expect(mapped).toMatchObject({ event: { messaging_channel: 'whatsapp' }, problems: [] });
  });

  it.each([
    ['traits', (ids: object) => ({ traits: ids })],
    ['context.traits', (ids: object) => ({ context: { traits: ids } })],
  ])('takes ids from %s where the context has none', (_place, toRest) => {
    const ids = { page_scoped_user_id: '99', page_id: '11' };
    const mapped = map('QualifiedLead', { messaging_channel: 'messenger' }, {}, toRest(ids));
    expect(mapped).toMatchObject({ event: { user_data: ids } });
  });

  it('prefers the ids of the context', () => {
    const mapped = map('QualifiedLead', { messaging_channel: 'messenger' }, messenger, { traits: { page_id: '11' } });
    expect(mapped).toMatchObject({ event: { user_data: messenger } });
  });

  it.each([
    ['whatsapp', {}, ['context.ctwa_clid', 'context.whatsapp_business_account_id']],
    ['whatsapp', { ctwa_clid: 'ARAk' }, ['context.whatsapp_business_account_id']],
    ['whatsapp', { ...whatsapp, ctwa_clid: 'undefined' }, ['context.ctwa_clid']],
    ['messenger', { page_id: '1' }, ['context.page_scoped_user_id']],
    ['messenger', { page_id: '1', page_scoped_user_id: 2 ** 60 }, ['context.page_scoped_user_id']],
    ['instagram', { ig_sid: '1', page_id: '2' }, ['context.ig_account_id']],
    ['instagram', messenger, ['context.ig_account_id', 'context.ig_sid']],
  ])('of %s with %j is rejected, and names what is missing', (messaging_channel, context, fields) => {
    const { rejected } = map('Purchase', { messaging_channel, ...value }, { ...context, userAgent: 'x' });
    const missing = rejected?.filter(({ code }) => code === 'messaging-partner-missing');
    expect(missing?.map(({ field }) => field)).toEqual(fields);
  });

  it.each([undefined, 'telegram', 7, {}])('with the channel %j is rejected', (messaging_channel) => {
    const { rejected } = map('Purchase', { messaging_channel, ...value }, whatsapp);
    expect(rejected?.map(({ code }) => code)).toEqual(['messaging-channel-missing']);
  });

  it('with a name that Meta does not list is sent with a warning', () => {
    const mapped = map('Coupon Opened', { messaging_channel: 'whatsapp' }, whatsapp);
    expect(mapped).toMatchObject({ event: {}, problems: [{ code: 'messaging-event-unlisted' }] });
  });
});

it('a channel of an event that is none of messaging is left out with a warning', () => {
  const mapped = map('Lead', { action_source: 'chat', messaging_channel: 'whatsapp' }, whatsapp);
  expect(mapped).toMatchObject({ event: { user_data: whatsapp }, problems: [{ code: 'messaging-channel-unused' }] });
  expect('event' in mapped && mapped.event).not.toHaveProperty('messaging_channel');
});
