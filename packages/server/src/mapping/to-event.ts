import { selectActionSource } from './action-source.js';
import { toAppData } from './app-data.js';
import { findMissingForAppendAttribution, toAttribution } from './attribution-data.js';
import { readLeadId } from './crm-lead.js';
import { toServerCustomData } from './custom-data.js';
import { toDataProcessing } from './data-processing.js';
import { toEventTime } from './event-time.js';
import { findMissingForAppendValue, toOriginalEvent } from './late-value.js';
import type { Mapping } from './mapping.js';
import { toMessaging } from './messaging.js';
import { findMissingOrderId } from './missing-order-id.js';
import { readOptOut } from './opt-out.js';
import { findPlaceholderIds } from './placeholder-ids.js';
import type { ServerEvent } from './server-event.js';
import { findSimilarEventName } from './similar-event-name.js';
import { findUnreadableParts } from './unreadable-parts.js';
import { findUnusedTraits } from './unused-traits.js';
import { toUserData } from './user-data.js';
import { findMissingWebsiteFields, toPageUrls } from './website-fields.js';

/** Maps an identified event step by step. The event is only complete if no step has reported an error. */
export function toEvent(mapping: Mapping): ServerEvent {
  const { identified, createId } = mapping;
  const leadId = readLeadId(mapping);
  const actionSource = selectActionSource(mapping, leadId);
  const appData = actionSource === 'app' ? toAppData(mapping) : undefined;
  const customData = toServerCustomData(mapping, { leadId, appData });
  const eventTime = toEventTime(mapping, actionSource);
  const userData = toUserData(mapping, { actionSource, leadId, eventTime });
  const event: ServerEvent = {
    event_name: identified.name,
    event_time: Math.floor(eventTime / 1000),
    event_id: identified.eventId ?? createId(),
    action_source: actionSource,
    user_data: userData,
    custom_data: customData,
  };
  Object.assign(
    event,
    toMessaging(mapping, actionSource, userData),
    actionSource === 'physical_store' ? undefined : toPageUrls(mapping),
    readOptOut(mapping),
    toDataProcessing(mapping),
    appData && { app_data: appData },
    toOriginalEvent(mapping),
    toAttribution(mapping),
  );
  findUnreadableParts(mapping);
  findSimilarEventName(mapping);
  findUnusedTraits(mapping, userData);
  findPlaceholderIds(mapping);
  findMissingOrderId(mapping, event);
  findMissingWebsiteFields(mapping, event);
  findMissingForAppendValue(mapping, event);
  findMissingForAppendAttribution(mapping, event);
  return event;
}
