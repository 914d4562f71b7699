import { deepStrictEqual } from 'node:assert';
import { mapMessage } from '@twinbeam/server';
import { sdkPurchase } from './business-sdk.mjs';
import { toDigests } from './limit.mjs';

/** Throws unless all contenders compute the same result for a visitor, so that they are compared at the same work. */
export function checkAgreement({ visitor, forms, purchase, nationalPurchase, page }, settings, now) {
  const ours = mapEvent(purchase, settings, now);
  const theirs = sdkPurchase(visitor, now);
  const keys = forms.map(([key]) => key);
  const digests = toDigests(forms.map(([, form]) => form));
  const hashes = Object.fromEntries(keys.map((key, index) => [key, digests[index]]));

  deepStrictEqual(pick(ours.user_data, keys), hashes, 'the limit hashes what Twinbeam hashes');
  deepStrictEqual(readSdkHashes(theirs.user_data, keys), hashes, "Meta's SDK hashes what Twinbeam hashes");
  for (const field of ['event_name', 'event_time', 'event_id', 'event_source_url', 'action_source']) {
    deepStrictEqual(theirs[field], ours[field], field);
  }
  const plain = ['client_ip_address', 'client_user_agent', 'fbp', 'fbc'];
  deepStrictEqual(pick(theirs.user_data, plain), pick(ours.user_data, plain), 'both know the browser');
  const bought = ['value', 'currency', 'order_id', 'content_type', 'content_ids', 'num_items', 'contents'];
  deepStrictEqual(pick(theirs.custom_data, bought), pick(ours.custom_data, bought), 'both know the order');
  deepStrictEqual(mapEvent(nationalPurchase, settings, now), ours, 'both forms of a telephone number make one event');
  mapEvent(page, settings, now);
}

const pick = (fields, keys) => Object.fromEntries(keys.map((key) => [key, fields[key]]));

/** Reads the hashes of the SDK, which has a list for every key, and leaves it to its caller to hash `external_id`. */
const readSdkHashes = (userData, keys) =>
  Object.fromEntries(keys.map((key) => [key, key === 'external_id' ? toDigests(userData[key])[0] : userData[key][0]]));

function mapEvent(message, settings, now) {
  const { event, problems } = mapMessage(message, settings, { now });
  deepStrictEqual(problems, [], 'Twinbeam finds nothing wrong with the message');
  return event;
}
