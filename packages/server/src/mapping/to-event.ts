import { selectActionSource } from './action-source.js';
import { toAppData } from './app-data.js';
import { reportMissingForAppendAttribution, toAttribution } from './attribution-data.js';
import { readLeadId } from './crm-lead.js';
import { toServerCustomData } from './custom-data.js';
import { toDataProcessing } from './data-processing.js';
import { toEventTime } from './event-time.js';
import { reportMissingForAppendValue, toOriginalEvent } from './late-value.js';
import type { Mapping } from './mapping.js';
import { toMessaging } from './messaging.js';
import { reportMissingOrderId } from './missing-order-id.js';
import { readOptOut } from './opt-out.js';
import { reportPlaceholderIds } from './placeholder-ids.js';
import type { ServerEvent } from './server-event.js';
import { reportSimilarEventName } from './similar-event-name.js';
import { reportUnreadableParts } from './unreadable-parts.js';
import { reportUnusedTraits } from './unused-traits.js';
import { toUserData } from './user-data.js';
import { reportMissingWebsiteFields, toPageUrls } from './website-fields.js';

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
  reportUnreadableParts(mapping);
  reportSimilarEventName(mapping);
  reportUnusedTraits(mapping, userData);
  reportPlaceholderIds(mapping);
  reportMissingOrderId(mapping, event);
  reportMissingWebsiteFields(mapping, event);
  reportMissingForAppendValue(mapping, event);
  reportMissingForAppendAttribution(mapping, event);
  return event;
}
