import {
  type ActionSource,
  firstText,
  isPlaceholder,
  type Message,
  type PlaceholderKind,
  type Problem,
  type ProblemCode,
  parseClickId,
  parseFbp,
  selectFbc,
  toFields,
  toId,
  toWellFormed,
  warning,
} from '@twinbeam/shared';
import { isSameSite } from './page-url.js';
import { addPlainIds, type PlainIds } from './plain-ids.js';

/** Match keys that are sent unhashed. */
export type PlainUserData = PlainIds &
  Partial<Record<'client_ip_address' | 'client_user_agent' | 'fbc' | 'fbp' | 'madid' | 'anon_id' | 'lead_id', string>>;

/**
 * Selects the match keys that are sent unhashed, all but the IP address.
 *
 * @param now time of a click that has no cookie yet, in milliseconds since 1970
 */
export function selectPlainUserData(
  message: Message,
  actionSource: ActionSource,
  now: number,
): { plain: PlainUserData; problems: Problem[] } {
  const problems: Problem[] = [];
  const properties = toFields(message.properties);
  const messageContext = toFields(message.context);
  const data: PlainUserData = {};

  const userAgent = readId(messageContext.userAgent, 'context.userAgent', 'id', problems);
  if (userAgent) data.client_user_agent = cutUserAgent(userAgent, problems);

  const givenFbc = firstText(messageContext.fbc, properties.fbc);
  const clickId = findClickId(message, problems);
  const fbc = (givenFbc || clickId) && toId(selectFbc(givenFbc, clickId, now, 1));
  if (fbc) data.fbc = fbc;
  else if (givenFbc) problems.push(warning(toCode(givenFbc, 'fbc-malformed'), 'context.fbc'));
  const givenFbp = firstText(messageContext.fbp, properties.fbp);
  const fbp = parseFbp(givenFbp);
  if (fbp) data.fbp = fbp;
  else if (givenFbp) problems.push(warning(toCode(givenFbp, 'fbp-malformed'), 'context.fbp'));

  addPlainIds(data, messageContext, 'context', problems);
  const { advertisingId: givenId } = toFields(messageContext.device);
  const advertisingId = readAdvertisingId(givenId, 'context.device.advertisingId', problems);
  if (advertisingId) data.madid = advertisingId;
  const anonId =
    readAdvertisingId(properties.anon_id, 'properties.anon_id', problems) ??
    advertisingId ??
    (actionSource === 'app' ? readId(message.anonymousId, 'anonymousId', 'userId', problems) : undefined);
  if (anonId) data.anon_id = anonId;
  return { plain: data, problems };
}

/** Returns the code of a click or browser id that is left out. */
const toCode = (given: string, malformed: ProblemCode): ProblemCode =>
  isPlaceholder(given, 'id') ? 'placeholder-value' : malformed;

/** Characters of a user agent that Meta gets. */
const maxUserAgentLength = 512;

function cutUserAgent(userAgent: string, problems: Problem[]): string {
  if (userAgent.length <= maxUserAgentLength) return userAgent;
  problems.push(warning('text-cut', 'context.userAgent'));
  return toWellFormed(userAgent.slice(0, maxUserAgentLength));
}

/** Reads an id; text that stands for no value is none, with a warning. */
function readId(value: unknown, field: string, kind: PlaceholderKind, problems: Problem[]): string | undefined {
  const id = toId(value);
  if (id === undefined || !isPlaceholder(id, kind)) return id;
  problems.push(warning('placeholder-value', field));
  return undefined;
}

/** Reads an advertising id. Phones where tracking is off give one of zeros. */
function readAdvertisingId(value: unknown, field: string, problems: Problem[]): string | undefined {
  const id = readId(value, field, 'id', problems);
  if (!id || !/^[0-]+$/.test(id)) return id;
  problems.push(warning('placeholder-value', field));
  return undefined;
}

/** Finds the click id of the page, or of the page before it on the same site. */
function findClickId(message: Message, problems: Problem[]): string | undefined {
  const { url, referrer } = toFields(toFields(message.context).page);
  const pageClickId = mayHoldClickId(url) && parseClickId(url);
  if (pageClickId) return pageClickId;
  if (mayHoldClickId(url) && /[?&#]fbclid=[^&#]/.test(`${url}`)) {
    problems.push(warning('fbclid-malformed', 'context.page.url'));
  }
  const referrerClickId = mayHoldClickId(referrer) && parseClickId(referrer);
  return referrerClickId && isSameSite(url, referrer) ? referrerClickId : undefined;
}

/** Returns whether a URL may hold a click id: most hold none, and need no closer look. */
const mayHoldClickId = (url: unknown): boolean => typeof url === 'string' && url.includes('fbclid=');
