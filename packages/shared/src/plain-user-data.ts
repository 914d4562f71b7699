import { parseClickId, parseFbp, selectFbc } from './click-cookie.js';
import { idText } from './event-id.js';
import type { Message } from './message.js';
import type { ActionSource } from './meta.js';
import { sameSite } from './page-url.js';
import { type Finding, warn } from './problem.js';
import { fieldsOf, firstText } from './value.js';

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

const idNames = ['subscription_id', 'lead_id', 'fb_login_id', 'page_id', 'ctwa_clid'] as const;

/** Selects them; `now` is the time of a click that has no cookie yet, in milliseconds since 1970. */
export function plainUserDataOf(
  message: Message,
  actionSource: ActionSource,
  now: number,
  findings: Finding[],
): PlainUserData {
  const properties = fieldsOf(message.properties);
  const messageContext = fieldsOf(message.context);
  const data: PlainUserData = {};

  const userAgent = idText(messageContext.userAgent);
  if (userAgent) data.client_user_agent = userAgent;

  const givenFbc = firstText(messageContext.fbc, properties.fbc);
  const clickId = clickIdOf(message);
  const fbc = (givenFbc || clickId) && idText(selectFbc(givenFbc, clickId, now, 1));
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
  const ofPage = mayHoldClickId(url) && parseClickId(url);
  if (ofPage) return ofPage;
  const ofReferrer = mayHoldClickId(referrer) && parseClickId(referrer);
  return ofReferrer && sameSite(url, referrer) ? ofReferrer : undefined;
}

/** Most addresses hold none, and need no closer look. */
const mayHoldClickId = (url: unknown): boolean => typeof url === 'string' && url.includes('fbclid=');
