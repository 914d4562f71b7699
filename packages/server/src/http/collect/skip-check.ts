import { parseConsent, toFields } from '@twinbeam/shared';
import { isbot } from 'isbot';
import { type ConsentRule, hasConsent, readMessageConsent } from '../../accept/consent.js';
import { createLazy } from '../../base/create-lazy.js';
import { cutUserAgent } from '../../mapping/user-agent.js';
import type { SkipCause } from '../../monitoring/metric-series.js';
import type { EventSource } from '../../outbox/outbox.js';
import type { RequestContext } from '../request-context.js';
import { isLibraryAgent } from '../visitor/user-agent.js';

export interface SkipCheckOptions {
  consent: ConsentRule;
  /** Whether messages from bots are accepted. */
  bots: boolean;
  /** Called when our script has sent an event without a decision, which is required. */
  onUndecided(): void;
}

/** The request whose messages are checked. */
export interface CheckedRequest {
  context: RequestContext;
  source: EventSource;
  /** Whether our script sends the messages, and no library. */
  isOfScript: boolean;
  /** The page's consent, as the value of a consent cookie. */
  consent: unknown;
}

/** Creates the check of a request's messages. It returns why a message is skipped: no consent, or a bot. */
export function createSkipCheck(
  { consent: rule, bots, onUndecided }: SkipCheckOptions,
  { context, source, isOfScript, consent }: CheckedRequest,
): (message: unknown) => SkipCause | undefined {
  const isPage = source === 'page';
  // A library's request says nothing about the visitor, and the site decides which messages its server code sends.
  const requestConsent = isPage ? [context.consent(), consent] : [];
  const consentRule = source === 'server' ? { ...rule, required: false } : rule;
  const findConsents = (message: unknown): unknown[] => [...requestConsent, readMessageConsent(message)];
  const isConsented = (message: unknown): boolean =>
    hasConsent(findConsents(message), consentRule, isPage && context.hasGpc());
  const isUndecided = (message: unknown): boolean =>
    isOfScript && rule.required && !findConsents(message).some((value) => parseConsent(value));
  const isSentByBot = createLazy(() => isbot(cutUserAgent(context.request.header('user-agent'))));
  const isBot = (message: unknown): boolean =>
    !bots && (isPage ? isSentByBot() : source !== 'server' && isbot(readUserAgent(message)));
  return (message) => {
    if (isUndecided(message)) onUndecided();
    if (!isConsented(message)) return 'consent';
    return isBot(message) ? 'bot' : undefined;
  };
}

/** Reads the visitor's user agent. A library's own user agent is ignored, because it says nothing about the visitor. */
function readUserAgent(message: unknown): string | undefined {
  const { userAgent } = toFields(toFields(message).context);
  return typeof userAgent === 'string' && !isLibraryAgent(userAgent) ? cutUserAgent(userAgent) : undefined;
}
