import { actionSourceOf } from './action-source.js';
import { type AppData, appDataOf } from './app-data.js';
import { createEventId, idText } from './event-id.js';
import { type EventTimeContext, eventTimeOf } from './event-time.js';
import { withContentType } from './integrations.js';
import { mapEvent } from './map-event.js';
import type { Message } from './message.js';
import type { ActionSource, CustomData } from './meta.js';
import { cleanUrl } from './page-url.js';
import { type PlainUserData, plainUserDataOf } from './plain-user-data.js';
import { type Finding, fail, warn } from './problem.js';
import type { ReadMessage } from './read-message.js';
import type { Settings } from './settings.js';
import { selectUserData, type UserDataSelection } from './user-data.js';
import { booleanOf, fieldsOf, firstPresent, firstText } from './value.js';

/** An event for the Conversions API as the message says it: `user_data` is not yet in normal form and not yet hashed. */
export interface ServerEvent {
  event_name: string;
  /** Seconds since 1970. */
  event_time: number;
  event_id: string;
  action_source: ActionSource;
  event_source_url?: string;
  referrer_url?: string;
  opt_out?: boolean;
  data_processing_options?: string[];
  data_processing_options_country?: number;
  data_processing_options_state?: number;
  user_data: UserDataSelection & PlainUserData;
  custom_data: CustomData;
  /** Only with the action source `app`. */
  app_data?: AppData;
}

/** The server's leg of a message, in the parts that are treated apart. */
export interface ServerLeg {
  event: Omit<ServerEvent, 'user_data'>;
  /** To be normalised and hashed. */
  selection: UserDataSelection;
  /** To be sent as it is. */
  plain: PlainUserData;
  /** The visitor's address, to be sent if it is a public one. */
  ip: string | undefined;
  /** The message says that its personal data is hashed already. */
  hashed: boolean;
}

/** What the server's leg needs to know beside message and settings. */
export interface ServerContext extends EventTimeContext {
  /** Makes the id of an event that came without one. */
  createId?: (() => string) | undefined;
  /** Replaces deny-listed properties marked `hash` in custom data; without it they are dropped. */
  hash?: ((text: string) => string) | undefined;
}

/** The server's leg of a message that makes an event. Findings tell whether it may be sent. */
export function serverLegOf(
  { source, options }: ReadMessage,
  settings: Settings,
  { now = Date.now(), live = false, createId = createEventId, hash }: ServerContext,
  findings: Finding[],
): ServerLeg {
  const { message } = source;
  const hashed = options.hashed === true;
  // What is said to be hashed already is taken at its word only if it looks it: a denied property never goes in clear.
  const hashOnce =
    hash && ((text: string) => (hashed && /^[0-9a-f]{64}$/i.test(text) ? text.toLowerCase() : hash(text)));
  const mapped = mapEvent(source, settings, { findings, hash: hashOnce });
  const common = withContentType(mapped, options);
  const actionSource = actionSourceOf(message, settings, findings);
  const eventTime = eventTimeOf(message, actionSource, { now, live }, findings);
  const properties = fieldsOf(message.properties);
  const messageContext = fieldsOf(message.context);
  const page = fieldsOf(messageContext.page);
  const url = cleanUrl(page.url) ?? cleanUrl(properties.url);
  const referrer = cleanUrl(page.referrer);
  const plain = plainUserDataOf(message, actionSource, live ? now : eventTime * 1000, findings);
  const event: ServerLeg['event'] = {
    event_name: common.name,
    event_time: eventTime,
    event_id: common.eventId ?? createId(),
    action_source: actionSource,
    custom_data: common.customData,
  };
  if (url !== undefined) event.event_source_url = url;
  if (referrer !== undefined) event.referrer_url = referrer;
  const optOut = optOutOf(message);
  if (optOut !== undefined) event.opt_out = optOut;
  if (settings.limitedDataUse) {
    addDataProcessing(event, firstPresent(messageContext.dataProcessingOptions, options.dataProcessingOptions));
  }

  if (actionSource === 'app') event.app_data = appDataOf(message, findings);
  if (actionSource === 'website') {
    const report = settings.strict ? fail : warn;
    if (!plain.client_user_agent) report(findings, 'user-agent-missing', 'context.userAgent');
    if (!url) report(findings, 'url-missing', 'context.page.url');
  }
  const ip = firstText(messageContext.ip, (message as { request_ip?: unknown }).request_ip);
  return { event, selection: selectUserData(message, settings), plain, ip, hashed };
}

const optOutOf = (message: Message): boolean | undefined =>
  booleanOf(
    firstPresent(
      fieldsOf(message.traits).opt_out,
      fieldsOf(fieldsOf(message.context).traits).opt_out,
      fieldsOf(message.properties).opt_out,
    ),
  );

/** https://developers.facebook.com/docs/meta-pixel/implementation/data-processing-options */
function addDataProcessing(event: ServerLeg['event'], given: unknown): void {
  if (!Array.isArray(given)) return;
  const [options, country, state] = given as unknown[];
  const list = Array.isArray(options) ? options : [options];
  event.data_processing_options = list
    .slice(0, 10)
    .map(idText)
    .filter((option) => option !== undefined);
  if (typeof country === 'number') event.data_processing_options_country = country;
  if (typeof state === 'number') event.data_processing_options_state = state;
}
