import {
  isPlaceholder,
  type ProblemCode,
  parseClickId,
  parseFbc,
  parseFbp,
  selectFbc,
  toFields,
  toId,
  toText,
  warning,
} from '@twinbeam/shared';
import { selectClientAddress } from './client-address.js';
import type { Mapping } from './mapping.js';
import { parseHost } from './page-url.js';
import { readId } from './read-id.js';
import { isSameSite } from './site-domain.js';
import { cutUserAgent } from './user-agent.js';

/** Match keys of the visitor's browser. */
export type WebSignals = Partial<Record<'client_ip_address' | 'client_user_agent' | 'fbc' | 'fbp', string>>;

/**
 * Selects the match keys of the visitor's browser.
 *
 * @param clickTime time of a click that has no cookie yet, in milliseconds since 1970
 */
export function selectWebSignals(mapping: Mapping, clickTime: number): WebSignals {
  const signals: WebSignals = {};
  const userAgent = selectUserAgent(mapping);
  if (userAgent) signals.client_user_agent = userAgent;
  const fbc = selectClick(mapping, clickTime);
  if (fbc) signals.fbc = fbc;
  const fbp = selectBrowserId(mapping);
  if (fbp) signals.fbp = fbp;
  const address = selectClientAddress(mapping);
  if (address) signals.client_ip_address = address;
  return signals;
}

function selectUserAgent({ context, report }: Mapping): string | undefined {
  const userAgent = readId(context.userAgent, 'context.userAgent', 'id', report);
  const cut = cutUserAgent(userAgent);
  if (cut !== userAgent) report(warning('text-cut', 'context.userAgent'));
  return cut;
}

function selectClick(mapping: Mapping, clickTime: number): string | undefined {
  const { context, properties, report } = mapping;
  const given = selectWellFormed(parseFbc, context.fbc, properties.fbc);
  const clickId = findClickId(mapping);
  const fbc = (given || clickId) && toId(selectFbc(given, clickId, clickTime, 1));
  if (!fbc && given) report(warning(toProblemCode(given, 'fbc-malformed'), 'context.fbc'));
  return fbc;
}

function selectBrowserId({ context, properties, report }: Mapping): string | undefined {
  const given = selectWellFormed(parseFbp, context.fbp, properties.fbp);
  const fbp = parseFbp(given);
  if (!fbp && given) report(warning(toProblemCode(given, 'fbp-malformed'), 'context.fbp'));
  return fbp;
}

/** Selects the first of two values that is well formed, or else the first that is text, so that a warning names it. */
function selectWellFormed(
  parse: (value: unknown) => string | undefined,
  one: unknown,
  other: unknown,
): string | undefined {
  const [first, second] = [toText(one), toText(other)];
  // A single value is parsed by the caller.
  if (first === undefined || second === undefined) return first ?? second;
  return parse(first) || !parse(second) ? first : second;
}

/** Returns the code of the problem of a click or browser id that is left out. */
const toProblemCode = (given: string, malformed: ProblemCode): ProblemCode =>
  isPlaceholder(given, 'id') ? 'placeholder-value' : malformed;

/**
 * Finds the click id of the page, or of the page before it on the same site. The URL of a library may be the canonical
 * one, which lacks the parameters of the visit: `tab_url` and `search` have them.
 */
function findClickId({ context, report }: Mapping): string | undefined {
  const { url, tab_url: tabUrl, search, referrer } = toFields(context.page);
  const addresses = (url ? [url, tabUrl, search] : [tabUrl]).filter(mayHoldClickId);
  const pageClickId = addresses.map(parseClickId).find(Boolean);
  if (pageClickId) return pageClickId;
  if (addresses.some((address) => /[?&#]fbclid=[^&#]/.test(`${address}`))) {
    report(warning('fbclid-malformed', 'context.page.url'));
  }
  const referrerClickId = mayHoldClickId(referrer) && parseClickId(referrer);
  return referrerClickId && isSameSite(parseHost(url), parseHost(referrer)) ? referrerClickId : undefined;
}

/** Returns whether a URL may hold a click id: most hold none, and need no closer look. */
const mayHoldClickId = (url: unknown): boolean => typeof url === 'string' && url.includes('fbclid=');
