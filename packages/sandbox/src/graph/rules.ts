/**
 * Meta's rules for events of the Conversions API, from
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters. Written only from those pages, so that
 * the sandbox can find mistakes in the other packages.
 */
import { isIP } from 'node:net';
import { eventKindRules } from './event-kind-rules.js';
import { type Fields, isFields, isText, toFields, toList } from './fields.js';
import { findClearKeys, withoutTag } from './personal-data.js';
import type { Refusal, Rule } from './rule.js';

const actionSources = new Set(
  'email website app phone_call chat physical_store system_generated business_messaging other'.split(' '),
);
const neverHashed =
  'client_ip_address client_user_agent fbc fbp subscription_id anon_id madid page_id page_scoped_user_id ctwa_clid whatsapp_business_account_id ig_account_id instagram_business_account_id ig_sid partner_id partner_name'.split(
    ' ',
  );
const textOrInteger = ['fb_login_id', 'lead_id'];
/** Keys of an entry of contents. */
const contentKeys = 'id quantity item_price title description brand category delivery_category'.split(' ');
/** Sets of user data keys that match nobody if an event has no other keys; the same holds for each subset. */
const tooBroad = ['ct country st zp ge client_user_agent', 'db client_user_agent', 'fn ge', 'ln ge'].map(
  (keys) => new Set(keys.split(' ')),
);

const day = 86_400;

const rules: Rule[] = [
  (event) =>
    !isText(event.event_name) && {
      text: 'event_name is required.',
      fix: 'Send the name of the event, such as Purchase.',
    },
  (event) =>
    !Number.isInteger(event.event_time) && {
      text: 'event_time must be an integer of Unix seconds.',
      fix: 'Send Math.floor(Date.now() / 1000).',
    },
  (event, now) => {
    const days = event.action_source === 'physical_store' ? 62 : 7;
    return (
      now - (event.event_time as number) > days * day && {
        subcode: 2804003,
        text: `event_time is more than ${days} days ago.`,
        fix: 'Send events when they happen. Older ones cannot be sent at all.',
      }
    );
  },
  (event, now) =>
    (event.event_time as number) > now + 60 && {
      subcode: 2804004,
      text: 'event_time is in the future.',
      fix: 'event_time is in seconds, not milliseconds. Check the clock of the server too.',
    },
  (event) =>
    !actionSources.has(event.action_source as string) && {
      text: 'action_source is missing or none of the known ones.',
      fix: 'Set action_source; for an event of a site it is website.',
    },
  (event) =>
    event.event_id !== undefined &&
    !isText(event.event_id) && { text: 'event_id must be text.', fix: 'Send the event id as text.' },
  (event) =>
    !isFields(event.user_data) && { text: 'user_data is required.', fix: 'Add user_data with at least one match key.' },
  (event) => {
    const keys = Object.keys(event.user_data as Fields).filter(
      (key) => toList((event.user_data as Fields)[key]).length > 0,
    );
    return (
      tooBroad.some((broad) => keys.every((key) => broad.has(key))) && {
        subcode: 2804050,
        text: 'user_data has no key, or no combination of keys, that can match a person.',
        fix: 'Add a key that names one person: fbp, fbc, external_id, em or ph.',
      }
    );
  },
  (event) => {
    const [unhashed] = findClearKeys(event);
    return (
      unhashed !== undefined && {
        text: `user_data.${unhashed} must be SHA-256, in lower-case hex.`,
        fix: 'Hash the value: trim it, lower-case it, take SHA-256 as lower-case hex.',
      }
    );
  },
  (event) => {
    const data = event.user_data as Fields;
    const invalid = neverHashed.find((key) => data[key] !== undefined && !isText(data[key]));
    return invalid !== undefined && { text: `user_data.${invalid} must be text.`, fix: 'Send it as text, unhashed.' };
  },
  (event) => {
    const data = event.user_data as Fields;
    const invalid = textOrInteger.find(
      (key) => data[key] !== undefined && !isText(data[key]) && !Number.isSafeInteger(data[key]),
    );
    return (
      invalid !== undefined && {
        text: `user_data.${invalid} must be an integer, as a number or as text.`,
        fix: 'Send only the digits of the id.',
      }
    );
  },
  (event) => {
    const { client_ip_address: address } = event.user_data as Fields;
    return (
      address !== undefined &&
      isIP(withoutTag(address)) === 0 && {
        text: 'user_data.client_ip_address must be an IPv4 or IPv6 address.',
        fix: 'Send only the address, without a port and without the list of proxies.',
      }
    );
  },
  (event) => {
    const { fbc } = event.user_data as Fields;
    return (
      fbc !== undefined &&
      !/^fb\.\d+\.\d+\.[\x21-\x7e]{1,520}$/.test(String(fbc)) && {
        subcode: 2804001,
        text: 'user_data.fbc is malformed.',
        fix: 'Send the cookie _fbc as it is, or fb.1.<milliseconds>.<fbclid>, not the bare click id.',
      }
    );
  },
  (event) => {
    const { fbp } = event.user_data as Fields;
    return (
      fbp !== undefined &&
      !/^fb\.\d+\.\d+\.\d+/.test(String(fbp)) && {
        text: 'user_data.fbp is malformed.',
        fix: 'Send the cookie _fbp as it is: fb.1.<milliseconds>.<random number>.',
      }
    );
  },
  (event) =>
    event.custom_data !== undefined &&
    !isFields(event.custom_data) && {
      text: 'custom_data must be an object.',
      fix: 'Send an object, such as {"value": 9.5, "currency": "EUR"}.',
    },
  ({ custom_data, event_name }) => {
    const { currency, value } = (custom_data ?? {}) as Fields;
    if (event_name === 'Purchase' && currency === undefined) {
      return {
        subcode: 2804010,
        text: 'Purchase needs custom_data.currency.',
        fix: 'Add the currency: an ISO 4217 code such as EUR.',
      };
    }
    if (event_name === 'Purchase' && value === undefined) {
      return {
        subcode: 2804009,
        text: 'Purchase needs custom_data.value.',
        fix: 'Add the value: the amount of the order as a number.',
      };
    }
    if (currency !== undefined && !/^[A-Za-z]{3}$/.test(String(currency))) {
      return {
        text: 'custom_data.currency must be an ISO 4217 code.',
        fix: 'Send the three-letter code, such as EUR, not the symbol or the name.',
      };
    }
    return (
      value !== undefined &&
      event_name === 'Purchase' &&
      !Number.isFinite(Number(value)) && {
        text: 'custom_data.value must be a number.',
        fix: 'Send the amount as a number, without its currency.',
      }
    );
  },
  ({ custom_data }) => {
    const { contents } = (custom_data ?? {}) as Fields;
    if (contents === undefined) return false;
    const hasIds =
      Array.isArray(contents) &&
      contents.every((item) => isFields(item) && (isText(item.id) || typeof item.id === 'number'));
    if (!hasIds) {
      return {
        text: 'custom_data.contents must be a list of objects, each with an id.',
        fix: 'Give each entry of contents an id.',
      };
    }
    const unknown = contents.flatMap(Object.keys).find((key) => !contentKeys.includes(key));
    return (
      unknown !== undefined && {
        subcode: 2804019,
        text: `Unexpected key "${unknown}" in custom_data.contents.`,
        fix: 'Remove the key. Contents take id, quantity, item_price and a few more keys.',
      }
    );
  },
  ({ action_source, app_data }) => {
    if (action_source !== 'app') return false;
    const { extinfo } = toFields(app_data);
    return (
      !(Array.isArray(extinfo) && extinfo.length === 16 && (extinfo[0] === 'a2' || extinfo[0] === 'i2')) && {
        text: 'app_data.extinfo must be a list of 16 texts, the first a2 or i2.',
        fix: 'Send app_data as Meta documents it for app events.',
      }
    );
  },
  ...eventKindRules,
];

/**
 * Finds the first of Meta's rules that a server event breaks.
 *
 * @param event an entry of `data`, as it would be sent to Graph
 * @param nowMs the current time in milliseconds since 1970, from which the age of the event is computed
 * @returns undefined if Meta would accept the event
 * @example
 * findRefusal({ event_name: 'Lead', event_time: 0 }, Date.now()); // { subcode: 2804003, text: 'event_time is …', fix: '…' }
 */
export function findRefusal(event: unknown, nowMs: number): Refusal | undefined {
  if (!isFields(event)) return { text: 'Each entry of data must be an object.', fix: 'Send each event as an object.' };
  for (const rule of rules) {
    const refusal = rule(event, nowMs / 1000);
    if (refusal) return refusal;
  }
  return undefined;
}
