import { type Fields, isText, toList } from './fields.js';
import { withoutTag } from './personal-data.js';

const webSignals = 'client_user_agent client_ip_address fbp fbc event_source_url referrer_url'.split(' ');

/** Finds Meta's recommendations that an event of the Conversions API does not follow. */
export function findWarnings(event: Fields): string[] {
  const warnings: string[] = [];
  const data = event.user_data as Fields;
  if (event.action_source === 'website') {
    if (!isText(data.client_user_agent)) warnings.push('A website event should have client_user_agent.');
    if (!isText(event.event_source_url)) warnings.push('A website event should have event_source_url.');
  }
  if (event.action_source === 'physical_store') {
    const signal = webSignals.find((key) => data[key] !== undefined || event[key] !== undefined);
    if (signal) warnings.push(`A sale in a store should have no browser data, such as ${signal}.`);
  }
  if (event.event_id === undefined) warnings.push('Without event_id a copy from the browser cannot be recognised.');
  const isClear = toList(data.external_id).some((value) => !/^[0-9a-f]{32,64}$/.test(withoutTag(value)));
  if (isClear) warnings.push('external_id should be hashed.');
  return warnings;
}
