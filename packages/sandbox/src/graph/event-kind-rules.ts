/**
 * Meta's rules for fields that only some kinds of events have: messaging, CRM leads, late values, apps. Written only
 * from Meta's pages, like the other rules.
 */
import { isFields, isText, toFields, toList } from './fields.js';
import type { Rule } from './rule.js';

const isBetween = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && value >= least && value <= most;

/**
 * User data of each messaging channel; one of the names in a row is enough.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/business-messaging
 */
const channels = new Map<unknown, string[][]>([
  ['whatsapp', [['ctwa_clid'], ['whatsapp_business_account_id']]],
  ['messenger', [['page_id'], ['page_scoped_user_id']]],
  ['instagram', [['ig_account_id', 'instagram_business_account_id'], ['ig_sid']]],
]);

/** https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event */
const customerSegments = new Set<unknown>([
  ...['business', 'business_line', 'product_area', 'medium'].flatMap((part) => [
    `new_customer_to_${part}`,
    `existing_customer_to_${part}`,
  ]),
  'customer_in_loyalty_program',
]);

/** Events that add to an earlier one. */
const additions = new Set<unknown>(['AppendValue', 'AppendAttribution']);

const isOptionalText = (value: unknown): boolean => value === undefined || isText(value);

/** Fixes that several rules share. */
const channelFix = 'Send the channel and the ids of its conversation.';
const originalFix = 'Name the earlier event as it was sent: event_name and event_time, order_id or event_id.';
const appFix = 'Send app_data as Meta documents it for app events.';

export const eventKindRules: Rule[] = [
  ({ action_source, messaging_channel }) =>
    (action_source === 'business_messaging' || messaging_channel !== undefined) &&
    !channels.has(messaging_channel) && {
      text: 'messaging_channel must be whatsapp, messenger or instagram.',
      fix: channelFix,
    },
  ({ action_source, messaging_channel, user_data }) => {
    if (action_source !== 'business_messaging') return false;
    const data = toFields(user_data);
    const missing = channels.get(messaging_channel)?.find((names) => !names.some((name) => isText(data[name])));
    return (
      missing !== undefined && {
        text: `${messaging_channel} events need user_data.${missing.join(' or ')}.`,
        fix: channelFix,
      }
    );
  },
  // https://developers.facebook.com/docs/marketing-api/conversions-api/conversion-leads-integration
  ({ user_data }) => {
    const { lead_id } = toFields(user_data);
    return (
      lead_id !== undefined &&
      !/^\d{15,17}$/.test(String(lead_id)) && {
        text: 'user_data.lead_id must be a number of 15 to 17 digits.',
        fix: 'Send the id without the l: of exported lists.',
      }
    );
  },
  // https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/original-event
  ({ event_name, original_event_data: original }) => {
    if (original === undefined) {
      return additions.has(event_name) && { text: `${event_name} needs original_event_data.`, fix: originalFix };
    }
    if (!isFields(original)) {
      return { text: 'original_event_data must be an object.', fix: originalFix };
    }
    const { event_name: name, event_time: time, order_id, event_id, ...others } = original;
    if (Object.keys(others).length > 0) {
      return { text: `original_event_data has the unknown key ${Object.keys(others)[0]}.`, fix: originalFix };
    }
    return (
      !(
        [name, order_id, event_id].every(isOptionalText) &&
        (time === undefined || Number.isInteger(time)) &&
        Object.keys(original).length > 0
      ) && {
        text: 'original_event_data holds event_name, order_id and event_id as text, event_time as an integer.',
        fix: originalFix,
      }
    );
  },
  ({ event_name, custom_data }) => {
    const { currency, predicted_ltv, net_revenue } = toFields(custom_data);
    if (event_name !== 'AppendValue') return false;
    if (currency === undefined) {
      return {
        subcode: 2804010,
        text: 'AppendValue needs custom_data.currency.',
        fix: 'Add the currency: an ISO 4217 code such as EUR.',
      };
    }
    const isUsable =
      (predicted_ltv === undefined || isBetween(predicted_ltv, Number.MIN_VALUE, Number.MAX_VALUE)) &&
      (net_revenue === undefined || Number.isFinite(net_revenue));
    return (
      !isUsable && {
        text: 'predicted_ltv must be a number above 0, net_revenue a number.',
        fix: 'Send both as numbers, without their currency.',
      }
    );
  },
  ({ event_name, attribution_data }) => {
    if (attribution_data === undefined) {
      return (
        event_name === 'AppendAttribution' && {
          text: 'AppendAttribution needs attribution_data.',
          fix: 'Send the credit of the ad, such as {"ad_id": "1", "attribution_share": 0.3}.',
        }
      );
    }
    const { attribution_share: share = 0 } = toFields(attribution_data);
    return (
      !(isFields(attribution_data) && isBetween(share, 0, 1)) && {
        text: 'attribution_data must be an object, its attribution_share from 0 to 1.',
        fix: 'Send the share as a fraction, such as 0.3, not as a percentage.',
      }
    );
  },
  ({ custom_data }) => {
    const { customer_segmentation: segment } = toFields(custom_data);
    return (
      segment !== undefined &&
      !customerSegments.has(segment) && {
        text: 'custom_data.customer_segmentation is none of the known values.',
        fix: 'Send one of the values that Meta lists, such as new_customer_to_business.',
      }
    );
  },
  // https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/app-data
  ({ action_source, app_data }) => {
    if (action_source !== 'app') return false;
    const data = toFields(app_data);
    const tracking = ['advertiser_tracking_enabled', 'application_tracking_enabled'].find(
      (name) => data[name] !== 0 && data[name] !== 1 && typeof data[name] !== 'boolean',
    );
    if (tracking) {
      return { text: `app_data.${tracking} must be 0 or 1.`, fix: appFix };
    }
    const flag = ['consider_views', 'include_dwell_data', 'include_video_data'].find(
      (name) => data[name] !== undefined && typeof data[name] !== 'boolean',
    );
    if (flag) {
      return { text: `app_data.${flag} must be true or false.`, fix: appFix };
    }
    return !isOptionalText(data.receipt_data) && { text: 'app_data.receipt_data must be text.', fix: appFix };
  },
  // https://developers.facebook.com/docs/marketing-api/data-processing-options
  (event) =>
    toList(event.data_processing_options).includes('LDU') &&
    !(
      Number.isInteger(event.data_processing_options_country) && Number.isInteger(event.data_processing_options_state)
    ) && {
      text: 'LDU needs data_processing_options_country and data_processing_options_state as integers.',
      fix: 'Send country and state with LDU; 0 and 0 lets Meta find them.',
    },
];
