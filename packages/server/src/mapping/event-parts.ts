import {
  isPresent,
  type Message,
  type Problem,
  parseMoney,
  readJson,
  type Settings,
  toFields,
  warning,
} from '@twinbeam/shared';
import { findAmountProblems } from './amount-problems.js';
import { removeAppProperties, toAppData } from './app-data.js';
import { findMissingForAppendAttribution, toAttributionData } from './attribution-data.js';
import { addLeadData } from './crm-lead.js';
import { checkCustomerSegmentation } from './customer-segmentation.js';
import { findLostLateValues, findMissingForAppendValue, toOriginalEventData } from './late-value.js';
import type { ServerEvent } from './server-event.js';

/** Adds the parts that only some kinds of events have, and takes out of custom data what they say. */
export function addParts(event: ServerEvent, message: Message, settings: Settings, problems: Problem[]): void {
  const properties = toFields(message.properties);
  const { custom_data: customData } = event;
  problems.push(...findAmountProblems(properties, customData, settings));
  const { num_items: count } = properties;
  if (isPresent(count) && parseMoney(count) === undefined && typeof count !== 'bigint') {
    problems.push(warning('number-unreadable', 'properties.num_items'));
  }
  checkCustomerSegmentation(customData, problems);
  if (event.user_data.lead_id) problems.push(...addLeadData(customData));
  if (event.action_source === 'app') {
    const app = toAppData(message);
    event.app_data = app.appData;
    removeAppProperties(customData, app.appData);
    problems.push(...app.problems);
  }
  if (isPresent(properties.messaging_channel) && event.action_source !== 'business_messaging') {
    problems.push(warning('messaging-channel-unused', 'properties.messaging_channel'));
  }
  if (isPresent(properties.net_revenue) || isPresent(properties.predicted_ltv)) {
    problems.push(...findLostLateValues(properties, customData, event.event_name));
  }
  if (isPresent(properties.original_event_data)) {
    const original = toOriginalEventData(readJson(properties.original_event_data));
    if (original.data) event.original_event_data = original.data;
    problems.push(...original.problems);
  }
  if (isPresent(properties.attribution_data)) {
    const attribution = toAttributionData(readJson(properties.attribution_data));
    if (attribution.data) event.attribution_data = attribution.data;
    problems.push(...attribution.problems);
  }
  if (event.event_name === 'AppendValue') {
    problems.push(...findMissingForAppendValue(customData, event.original_event_data));
  }
  if (event.event_name === 'AppendAttribution') problems.push(...findMissingForAppendAttribution(event));
}
