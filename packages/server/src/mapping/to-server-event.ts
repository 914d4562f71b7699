import {
  type ActionSource,
  type CustomData,
  createEventId,
  error,
  type Fields,
  firstPresent,
  hasErrors,
  type IdentifiedEvent,
  identifyEvent,
  isPresent,
  type MappingResult,
  type Message,
  type MessagingChannel,
  mapEvent,
  maxUrlLength,
  type Problem,
  type Settings,
  selectUserData,
  toBoolean,
  toFields,
  warning,
} from '@twinbeam/shared';
import { selectActionSource } from './action-source.js';
import { type AppData, removeAppProperties, toAppData } from './app-data.js';
import { applyAction } from './apply-action.js';
import { type AttributionData, toAttributionData } from './attribution-data.js';
import { selectClientAddress } from './client-address.js';
import { addLeadData, readLeadId } from './crm-lead.js';
import { checkCustomerSegmentation } from './customer-segmentation.js';
import { type DataProcessingOptions, selectDataProcessing } from './data-processing.js';
import { describeProblems } from './describe-problems.js';
import { type EventTimeContext, toEventTime } from './event-time.js';
import { addGeoLocation } from './geo-location.js';
import { setContentType } from './integrations.js';
import {
  findLostLateValues,
  findMissingForAppendValue,
  type OriginalEventData,
  toOriginalEventData,
} from './late-value.js';
import { isSha256, sha256 } from './match-keys/hash.js';
import { toMessaging } from './messaging.js';
import { cleanUrl } from './page-url.js';
import { findPlaceholderIds } from './placeholder-ids.js';
import { createPlaceholderReport } from './placeholder-problems.js';
import { selectPlainUserData } from './plain-user-data.js';
import { readMessage } from './read-message.js';
import { removeWebSignals } from './store-sale.js';
import { toUserData, type UserData } from './user-data.js';

/**
 * An event exactly as the Conversions API gets it: match keys in normal form and hashed.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event
 *
 * @example
 * const result = mapMessage(message, { pixelId: '1' });
 * const event: ServerEvent | undefined = 'event' in result ? result.event : undefined;
 */
export interface ServerEvent extends DataProcessingOptions {
  event_name: string;
  /** Seconds since 1970. */
  event_time: number;
  /** The id of the browser's leg too, by which Meta counts the event once. */
  event_id: string;
  action_source: ActionSource;
  /** URL of the page, without personal data. */
  event_source_url?: string;
  /** URL of the page before it, without personal data. */
  referrer_url?: string;
  /** Whether Meta uses the event for attribution only, not to select ads. */
  opt_out?: boolean;
  user_data: UserData;
  custom_data: CustomData;
  /** Only with the action source `app`. */
  app_data?: AppData;
  /** Only with the action source `business_messaging`. */
  messaging_channel?: MessagingChannel;
  /** Earlier event that a late value belongs to. */
  original_event_data?: OriginalEventData;
  /** Ad that the conversion is attributed to. */
  attribution_data?: AttributionData;
}

/**
 * An event, and what its request needs to know.
 *
 * @example
 * const { event, testEventCode }: MappedServerEvent = mapped;
 */
export interface MappedServerEvent {
  event: ServerEvent;
  /** Code of Events Manager's test view, where an action of the settings has one. */
  testEventCode?: string;
}

/**
 * Input of the mapping beside message and settings.
 *
 * @example
 * const context: ServerEventContext = { now: Date.now(), live: true };
 */
export interface ServerEventContext extends EventTimeContext {
  /** Creates the id of an event that came without one. Default: a random UUID. */
  createId?: (() => string) | undefined;
}

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
export function toServerEvent(
  message: unknown,
  settings: Settings,
  context: ServerEventContext = {},
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
    const finished = finish(event, customData, read.message, { settings, context, options: read.options });
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
    context: { now = Date.now(), live = false, createId = createEventId },
    options,
  }: { settings: Settings; context: ServerEventContext; options: Fields },
): { event: ServerEvent; problems: Problem[] } {
  const message = applyAction(given, identified);
  const { name, eventId, action, userData } = identified;
  const context = toFields(message.context);
  const problems: Problem[] = [];
  const leadId = readLeadId(context, problems);
  const source = selectActionSource(message, settings, leadId ? 'system_generated' : undefined);
  const { actionSource } = source;
  const time = toEventTime(message, actionSource, { now, live });
  const { plain, problems: plainProblems } = selectPlainUserData(message, actionSource, live ? now : time.eventTimeMs);
  const address = selectClientAddress(message, live, problems);
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
  if (actionSource !== 'physical_store') addPageUrls(event, message, problems);
  addOptOut(event, message);
  const messageOptions = settings.limitedDataUse
    ? firstPresent(context.dataProcessingOptions, options.dataProcessingOptions)
    : undefined;
  if (messageOptions !== undefined || action?.dataProcessingOptions !== undefined) {
    Object.assign(event, selectDataProcessing(messageOptions, action?.dataProcessingOptions));
  }
  addParts(event, message, problems);
  problems.push(...source.problems, ...time.problems, ...findPlaceholderIds(message, identified), ...plainProblems);
  if (messaging) problems.push(...messaging.problems);
  problems.push(...findMissingWebsiteFields(event, settings), ...user.problems);
  return { event, problems };
}

/** Adds the parts that only some kinds of events have, and takes out of custom data what they say. */
function addParts(event: ServerEvent, message: Message, problems: Problem[]): void {
  const properties = toFields(message.properties);
  const { custom_data: customData } = event;
  if (Number(customData.value) < 0) problems.push(warning('revenue-negative', 'properties.revenue'));
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
    const original = toOriginalEventData(properties.original_event_data);
    if (original.data) event.original_event_data = original.data;
    problems.push(...original.problems);
  }
  if (isPresent(properties.attribution_data)) {
    const attribution = toAttributionData(properties.attribution_data);
    if (attribution.data) event.attribution_data = attribution.data;
    problems.push(...attribution.problems);
  }
  if (event.event_name === 'AppendValue') {
    problems.push(...findMissingForAppendValue(customData, event.original_event_data));
  }
}

function addPageUrls(event: ServerEvent, { context, properties }: Message, problems: Problem[]): void {
  const page = toFields(toFields(context).page);
  const url = cleanUrl(page.url) ?? cleanUrl(toFields(properties).url);
  if (url !== undefined) event.event_source_url = url;
  const referrer = cleanUrl(page.referrer);
  if (referrer !== undefined) event.referrer_url = referrer;
  if (isCut(page.url)) problems.push(warning('text-cut', 'context.page.url'));
  if (isCut(page.referrer)) problems.push(warning('text-cut', 'context.page.referrer'));
}

const isCut = (url: unknown): boolean => typeof url === 'string' && url.length > maxUrlLength;

function addOptOut(event: ServerEvent, { traits, context, properties }: Message): void {
  const optOut = toBoolean(
    firstPresent(toFields(traits).opt_out, toFields(toFields(context).traits).opt_out, toFields(properties).opt_out),
  );
  if (optOut !== undefined) event.opt_out = optOut;
}

/** Finds what Meta asks for with website events: without it an event may not be used. */
function findMissingWebsiteFields(event: ServerEvent, { strict }: Settings): Problem[] {
  if (event.action_source !== 'website') return [];
  const report = strict ? error : warning;
  const problems: Problem[] = [];
  if (!event.user_data.client_user_agent) problems.push(report('user-agent-missing', 'context.userAgent'));
  if (event.event_source_url === undefined) problems.push(report('url-missing', 'context.page.url'));
  return problems;
}
