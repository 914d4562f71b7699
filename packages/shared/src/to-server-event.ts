import { actionSourceOf } from './action-source.js';
import { chooseFbc, clickIdOfUrl, parseFbp } from './click-cookie.js';
import { createEventId, idText } from './event-id.js';
import { type EventTimeContext, eventTimeOf } from './event-time.js';
import { withContentType } from './integrations.js';
import { mapEvent } from './map-event.js';
import type { Message } from './message.js';
import type { ActionSource, CustomData } from './meta.js';
import { cleanUrl, sameSite } from './page-url.js';
import { type Finding, fail, warn } from './problem.js';
import type { ReadMessage } from './read-message.js';
import type { Settings } from './settings.js';
import { selectUserData, type UserDataSelection } from './user-data.js';
import { fieldsOf, firstPresent, firstText, textOf } from './value.js';

/** The match keys that travel in clear. */
export interface PlainUserData {
  client_ip_address?: string;
  client_user_agent?: string;
  fbc?: string;
  fbp?: string;
  subscription_id?: string;
  lead_id?: string;
  fb_login_id?: string;
  page_id?: string;
  ctwa_clid?: string;
  madid?: string;
  anon_id?: string;
}

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
}

/** What the server's leg gives beside the event. */
export interface ServerLeg {
  event: ServerEvent;
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
export function serverEventOf(
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
  const event: ServerEvent = {
    event_name: common.name,
    event_time: eventTime,
    event_id: common.eventId ?? createId(),
    action_source: actionSource,
    user_data: {
      ...selectUserData(message, settings),
      ...plainUserData(message, actionSource, live ? now : eventTime * 1000, findings),
    },
    custom_data: common.customData,
  };
  if (url !== undefined) event.event_source_url = url;
  if (referrer !== undefined) event.referrer_url = referrer;
  const optOut = optOutOf(message);
  if (optOut !== undefined) event.opt_out = optOut;
  if (settings.limitedDataUse) {
    addDataProcessing(event, firstPresent(messageContext.dataProcessingOptions, options.dataProcessingOptions));
  }

  if (actionSource === 'website') {
    const report = settings.strict ? fail : warn;
    if (!event.user_data.client_user_agent) report(findings, 'user-agent-missing', 'context.userAgent');
    if (!url) report(findings, 'url-missing', 'context.page.url');
  }
  return { event, hashed };
}

const idNames = ['subscription_id', 'lead_id', 'fb_login_id', 'page_id', 'ctwa_clid'] as const;

function plainUserData(message: Message, actionSource: ActionSource, now: number, findings: Finding[]): PlainUserData {
  const properties = fieldsOf(message.properties);
  const messageContext = fieldsOf(message.context);
  const data: PlainUserData = {};

  const ip = firstText(messageContext.ip, (message as { request_ip?: unknown }).request_ip);
  if (ip) data.client_ip_address = ip;
  const userAgent = textOf(messageContext.userAgent);
  if (userAgent) data.client_user_agent = userAgent;

  const givenFbc = firstText(messageContext.fbc, properties.fbc);
  const fbc = chooseFbc(givenFbc, clickIdOf(message), now, 1);
  if (fbc) data.fbc = fbc;
  else if (givenFbc) warn(findings, 'fbc-malformed', 'context.fbc');
  const givenFbp = firstText(messageContext.fbp, properties.fbp);
  const fbp = parseFbp(givenFbp);
  if (fbp) data.fbp = fbp;
  else if (givenFbp) warn(findings, 'fbp-malformed', 'context.fbp');

  for (const name of idNames) {
    const id = idText(messageContext[name]);
    if (id) data[name] = id;
  }
  const advertisingId = idText(fieldsOf(messageContext.device).advertisingId);
  if (advertisingId) data.madid = advertisingId;
  const anonId =
    idText(properties.anon_id) ?? advertisingId ?? (actionSource === 'app' ? idText(message.anonymousId) : undefined);
  if (anonId) data.anon_id = anonId;
  return data;
}

/** The click id of the page, or of the page before it on the same site. */
function clickIdOf(message: Message): string | undefined {
  const { url, referrer } = fieldsOf(fieldsOf(message.context).page);
  const ofPage = clickIdOfUrl(url);
  if (ofPage !== undefined || typeof url !== 'string' || typeof referrer !== 'string') return ofPage;
  return sameSite(url, referrer) ? clickIdOfUrl(referrer) : undefined;
}

function optOutOf(message: Message): boolean | undefined {
  const given = firstPresent(
    fieldsOf(message.traits).opt_out,
    fieldsOf(fieldsOf(message.context).traits).opt_out,
    fieldsOf(message.properties).opt_out,
  );
  if (typeof given === 'boolean') return given;
  const text = textOf(given)?.toLowerCase();
  return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined;
}

/** https://developers.facebook.com/docs/meta-pixel/implementation/data-processing-options */
function addDataProcessing(event: ServerEvent, given: unknown): void {
  if (!Array.isArray(given)) return;
  const [options, country, state] = given as unknown[];
  const list = Array.isArray(options) ? options : [options];
  event.data_processing_options = list.filter((option): option is string => typeof option === 'string');
  if (typeof country === 'number') event.data_processing_options_country = country;
  if (typeof state === 'number') event.data_processing_options_state = state;
}
