import {
  type CustomData,
  createEventId,
  error,
  type Fields,
  firstPresent,
  hasErrors,
  type IdentifiedEvent,
  identifyEvent,
  type MappingResult,
  type Message,
  mapEvent,
  type Problem,
  type Settings,
  selectOptOut,
  selectUserData,
  setContentType,
  toBoolean,
  toFields,
  warning,
} from '@twinbeam/shared';
import { selectActionSource } from './action-source.js';
import { applyAction } from './apply-action.js';
import { selectClientAddress } from './client-address.js';
import { readLeadId } from './crm-lead.js';
import { selectDataProcessing } from './data-processing.js';
import { describeProblems } from './describe-problems.js';
import { addParts } from './event-parts.js';
import { toEventTime } from './event-time.js';
import { addGeoLocation } from './geo-location.js';
import { createMappingMemo, type MappingMemo } from './mapping-memo.js';
import { isSha256, sha256 } from './match-keys/hash.js';
import { toMessaging } from './messaging.js';
import { findMissingOrderId } from './missing-order-id.js';
import { findPlaceholderIds } from './placeholder-ids.js';
import { createPlaceholderReport } from './placeholder-report.js';
import { selectPlainUserData } from './plain-user-data.js';
import { readMessage } from './read-message.js';
import type { MappedServerEvent, ServerEvent, ServerEventContext } from './server-event.js';
import { removeWebSignals } from './store-sale.js';
import { findUnreadableParts } from './unreadable-parts.js';
import { toUserData } from './user-data.js';
import { addPageUrls, findMissingWebsiteFields } from './website-fields.js';

/**
 * Maps a message to the event of the Conversions API, exactly as it is sent: same name, same id and same custom data as
 * `toPixelCall` gives. Pure: it never throws on foreign input and never changes it. Public as `mapMessage`.
 *
 * @param message a message in the shape of RudderStack and Segment
 * @param settings the object by which the browser maps too
 * @param context `now`: the clock, in milliseconds since 1970; `live`: the message came just now from a browser or SDK
 * @returns `{event, problems}` (with `testEventCode` where an action has one), `{skipped: reason}` or `{rejected: problems}`, which names every problem
 * @example
 * mapMessage({ type: 'track', event: 'Lead', userId: 'u1', messageId: 'm1' }, { pixelId: '1' }, { now: Date.now() });
 */
export const toServerEvent = (
  message: unknown,
  settings: Settings,
  context: ServerEventContext = {},
): MappingResult<MappedServerEvent> => toEventOfRequest(message, settings, context, createMappingMemo());

/** Maps a message of a request; `memo` is that of the request. */
export function toEventOfRequest(
  message: unknown,
  settings: Settings,
  context: ServerEventContext,
  memo: MappingMemo,
): MappingResult<MappedServerEvent> {
  try {
    const read = readMessage(message);
    if (read.skipped !== undefined) return { skipped: read.skipped };
    if (read.problem) return { rejected: describeProblems([read.problem]) };
    const identified = identifyEvent(read.message, settings);
    if (identified.skipped !== undefined) return identified;
    if (identified.rejected) return { rejected: describeProblems(identified.rejected) };
    const { event } = identified;
    const hash = read.options.hashed === true ? hashOnce : sha256;
    const { customData, problems } = mapEvent(event, read.message, settings, hash);
    setContentType(event, customData, read.options);
    const finished = finish(event, customData, read.message, { settings, context, options: read.options, memo });
    const all = describeProblems([...problems, ...finished.problems]);
    if (hasErrors(all)) return { rejected: all };
    const { testEventCode } = event.action ?? {};
    return { event: finished.event, problems: all, ...(testEventCode !== undefined && { testEventCode }) };
  } catch {
    // A foreign object may hold getters and proxies that throw.
    return { rejected: describeProblems([error('message-unreadable', 'message')]) };
  }
}

/** Hashes a denied property, unless it looks like a hash already: it is never sent unhashed. */
const hashOnce = (text: string): string => (isSha256(text) ? text.toLowerCase() : sha256(text));

/** Adds to the mapped part what only a server knows. */
function finish(
  identified: IdentifiedEvent,
  customData: CustomData,
  given: Message,
  {
    settings,
    context: { now = Date.now(), live = false, fromVisitor = live, createId = createEventId },
    options,
    memo,
  }: { settings: Settings; context: ServerEventContext; options: Fields; memo: MappingMemo },
): { event: ServerEvent; problems: Problem[] } {
  const message = applyAction(given, identified);
  const { name, eventId, action, userData } = identified;
  const context = toFields(message.context);
  const problems: Problem[] = [];
  const leadId = readLeadId(context, problems);
  const source = selectActionSource(message, settings, leadId ? 'system_generated' : undefined);
  const { actionSource } = source;
  const time = toEventTime(message, actionSource, { now, live });
  const { plain, problems: plainProblems } = selectPlainUserData(
    message,
    actionSource,
    fromVisitor ? now : time.eventTimeMs,
  );
  const address = selectClientAddress(message, fromVisitor, problems);
  if (address) plain.client_ip_address = address;
  if (leadId) plain.lead_id = leadId;
  if (actionSource === 'physical_store') removeWebSignals(plain);
  const messaging = actionSource === 'business_messaging' ? toMessaging(message, name, plain, settings) : undefined;
  const onPlaceholder = createPlaceholderReport(message, problems);
  const selection = selectUserData(message, settings, onPlaceholder, userData);
  const home = addGeoLocation(selection, message, settings, onPlaceholder);
  const user = toUserData(selection, plain, {
    hashed: options.hashed === true,
    country: home.country,
    phoneCountry: home.phoneCountry,
    now,
    sha256: memo.sha256,
  });
  const event: ServerEvent = {
    event_name: name,
    event_time: time.eventTime,
    event_id: eventId ?? createId(),
    action_source: actionSource,
    user_data: user.userData,
    custom_data: customData,
  };
  if (messaging?.channel) event.messaging_channel = messaging.channel;
  if (actionSource !== 'physical_store') addPageUrls(event, message, problems, memo);
  addOptOut(event, message, problems);
  const messageOptions = settings.limitedDataUse
    ? firstPresent(context.dataProcessingOptions, options.dataProcessingOptions)
    : undefined;
  addDataProcessing(event, messageOptions, action?.dataProcessingOptions, problems);
  addParts(event, message, settings, problems);
  problems.push(
    ...findUnreadableParts(message),
    ...source.problems,
    ...time.problems,
    ...findPlaceholderIds(message, identified),
    ...plainProblems,
  );
  if (messaging) problems.push(...messaging.problems);
  if (actionSource === 'website') problems.push(...findMissingOrderId(identified, given, settings));
  problems.push(...findMissingWebsiteFields(event, settings), ...user.problems);
  return { event, problems };
}

/** Sets `opt_out`, where the message says it. */
function addOptOut(event: ServerEvent, message: Message, problems: Problem[]): void {
  const said = selectOptOut(message);
  if (!said) return;
  const optOut = toBoolean(said.given);
  if (optOut === undefined) problems.push(warning('opt-out-unreadable', said.field));
  else event.opt_out = optOut;
}

/** Adds Limited Data Use, as the message or its action limits the event. */
function addDataProcessing(
  event: ServerEvent,
  messageOptions: unknown,
  actionOptions: unknown,
  problems: Problem[],
): void {
  if (messageOptions === undefined && actionOptions === undefined) return;
  const limits = selectDataProcessing(messageOptions, actionOptions);
  if (!limits.data_processing_options) {
    problems.push(warning('data-processing-unreadable', 'context.dataProcessingOptions'));
  }
  Object.assign(event, limits);
}
