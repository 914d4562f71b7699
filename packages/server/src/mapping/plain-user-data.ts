import {
  type ActionSource,
  firstText,
  isPlaceholder,
  type Message,
  type Problem,
  parseClickId,
  parseFbp,
  selectFbc,
  toFields,
  toId,
  warning,
} from '@twinbeam/shared';
import { isSameSite } from './page-url.js';
import { addPlainIds, type PlainIds } from './plain-ids.js';

/** Match keys that are sent unhashed. */
export type PlainUserData = PlainIds &
  Partial<Record<'client_ip_address' | 'client_user_agent' | 'fbc' | 'fbp' | 'madid' | 'anon_id' | 'lead_id', string>>;

/**
 * Selects the match keys that are sent unhashed, all but the address.
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

  const userAgent = toId(messageContext.userAgent);
  if (userAgent) data.client_user_agent = userAgent;

  const givenFbc = firstText(messageContext.fbc, properties.fbc);
  const clickId = findClickId(message);
  const fbc = (givenFbc || clickId) && toId(selectFbc(givenFbc, clickId, now, 1));
  if (fbc) data.fbc = fbc;
  else if (givenFbc) problems.push(warning('fbc-malformed', 'context.fbc'));
  const givenFbp = firstText(messageContext.fbp, properties.fbp);
  const fbp = parseFbp(givenFbp);
  if (fbp) data.fbp = fbp;
  else if (givenFbp) problems.push(warning('fbp-malformed', 'context.fbp'));

  addPlainIds(data, messageContext, 'context', problems);
  let advertisingId = toId(toFields(messageContext.device).advertisingId);
  if (advertisingId !== undefined && isPlaceholder(advertisingId, 'advertisingId')) {
    problems.push(warning('placeholder-value', 'context.device.advertisingId'));
    advertisingId = undefined;
  }
  if (advertisingId) data.madid = advertisingId;
  const anonId =
    toId(properties.anon_id) ?? advertisingId ?? (actionSource === 'app' ? toId(message.anonymousId) : undefined);
  if (anonId) data.anon_id = anonId;
  return { plain: data, problems };
}

/** Finds the click id of the page, or of the page before it on the same site. */
function findClickId(message: Message): string | undefined {
  const { url, referrer } = toFields(toFields(message.context).page);
  const ofPage = mayHoldClickId(url) && parseClickId(url);
  if (ofPage) return ofPage;
  const ofReferrer = mayHoldClickId(referrer) && parseClickId(referrer);
  return ofReferrer && isSameSite(url, referrer) ? ofReferrer : undefined;
}

/** Most addresses hold none, and need no closer look. */
const mayHoldClickId = (url: unknown): boolean => typeof url === 'string' && url.includes('fbclid=');
