import { actionSources, messagingChannels } from '@twinbeam/shared';
import fc from 'fast-check';
import { arbitraryMessage, type Fields, oddValue } from './arbitraries.js';

/**
 * Generated messaging events, leads of a CRM, late values, store events and app events: some complete, some with odd
 * parts.
 */

const orOdd = (...values: unknown[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: oddValue });

const ids = fc.record(
  {
    ctwa_clid: orOdd('ARAk', 'undefined'),
    whatsapp_business_account_id: orOdd('123456789012345', 123456789012345),
    page_id: orOdd('1', 7),
    page_scoped_user_id: orOdd('99', 2 ** 53 + 2),
    ig_account_id: orOdd('7'),
    instagram_business_account_id: orOdd('7'),
    ig_sid: orOdd('8', '(not set)'),
    fb_login_id: orOdd(7, '7'),
    subscription_id: orOdd('s1', null),
    partner_id: orOdd('faf12ef='),
    partner_name: orOdd('liveramp'),
  },
  { requiredKeys: [] },
);

const context = fc.record(
  {
    lead_id: orOdd('1234567890123456', 'l:1234567890123456', 123456789012345, '42'),
    messaging_channel: orOdd(...messagingChannels),
    userAgent: orOdd('UA'),
    ip: orOdd('8.8.8.8', '2606:4700::1111'),
    fbp: orOdd('fb.1.1.1'),
    dataProcessingOptions: orOdd([['LDU'], '1', '1000'], ['LDU'], [['LDU']], [[], 0, 0], []),
    device: fc.record(
      {
        type: orOdd('ios', 'android'),
        attTrackingStatus: orOdd(0, 1, 2, 3, '3', 4),
        adTrackingEnabled: orOdd(true, false, undefined, undefined),
        advertisingId: orOdd('00000000-0000-0000-0000-000000000000', '6D92078A-8246-4BA4-AE5B-76104861E7DC'),
      },
      { requiredKeys: [] },
    ),
    os: fc.constant({ version: '17.5' }),
    traits: ids,
  },
  { requiredKeys: [] },
);

const originalEvent = fc.record(
  {
    event_name: orOdd('Purchase'),
    event_time: orOdd(1769860800, 1769860800123, '2026-01-31T11:00:00Z', 'then'),
    order_id: orOdd('7', 7, 'undefined'),
    event_id: orOdd('purchase.7'),
    more: oddValue,
  },
  { requiredKeys: [] },
);

const attribution = fc.record(
  { ad_id: orOdd('1', 1), attribution_share: orOdd(0, 0.3, '0.3', 1, 30), touchpoint_ts: orOdd(1769860800) },
  { requiredKeys: [] },
);

const properties = fc.record(
  {
    action_source: orOdd(...actionSources, 'business_messaging', 'app', 'physical_store'),
    messaging_channel: orOdd(...messagingChannels, 'WhatsApp'),
    original_event_data: fc.oneof({ weight: 6, arbitrary: originalEvent }, oddValue),
    attribution_data: fc.oneof({ weight: 6, arbitrary: attribution }, oddValue),
    net_revenue: orOdd(3, '3,50 €', -1),
    predicted_ltv: orOdd(500, '500', 0),
    value: orOdd(5),
    currency: orOdd('EUR', 'eur'),
    customer_segmentation: orOdd('new_customer_to_business', 'Customer_In_Loyalty_Program', 'new'),
    event_source: orOdd('crm'),
    lead_event_source: orOdd('Own CRM'),
    store_data: orOdd({ store_code: 's1', hours: { open: 9 } }),
    application_tracking_enabled: orOdd(0, 1, true),
    receipt_data: orOdd('MIIT'),
    consider_views: orOdd(true, '0'),
    include_dwell_data: orOdd(1),
    include_video_data: orOdd(false),
  },
  { requiredKeys: [] },
);

/** Messages of these kinds, merged over messages of any kind. */
export const arbitraryKind: fc.Arbitrary<Fields> = fc
  .tuple(
    arbitraryMessage(oddValue),
    fc.constantFrom('AppendValue', 'LeadSubmitted', 'Order Completed', 'Qualified Lead', 'appendvalue'),
    properties,
    context,
    ids,
    fc.constantFrom('u1', undefined),
  )
  .map(([{ traits }, event, own, place, known, userId]) => ({
    type: 'track',
    event,
    messageId: 'm1',
    ...(userId && { userId }),
    traits,
    properties: own,
    context: { ...place, ...known },
  }));
