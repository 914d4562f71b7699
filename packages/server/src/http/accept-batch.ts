import { isFields, type Message, toFields } from '@twinbeam/shared';
import { isbot } from 'isbot';
import type { Acceptance, Acceptor } from '../accept/acceptor.js';
import type { SkipCause } from '../accept/send-result.js';
import type { EventSource } from '../accept/store-message.js';
import type { LogSampler } from '../monitoring/log-sampler.js';
import { selectRenewedClickIds } from './click-cookies.js';
import { type AllowMessage, createAllowCheck } from './collect-request.js';
import { type ConsentRule, hasConsent, readMessageConsent } from './consent.js';
import { enrichMessage, enrichSdkMessage } from './enrich-message.js';
import { cutUserAgent } from './header-limits.js';
import { createErrorResponse, type HttpResponse } from './http-message.js';
import type { RequestContext } from './request-context.js';
import { type Identity, readIdentity } from './request-identity.js';
import { toSetCookieHeaders } from './set-cookie-headers.js';
import type { UserMemory } from './user-memory.js';

/** The messages of one request. */
export interface Batch {
  batch: readonly unknown[];
  /** The sender's clock when it sent the request. */
  sentAt: unknown;
  /** The page's consent, as the value of a consent cookie. */
  consent?: unknown;
}

export interface BatchAcceptorOptions {
  acceptor: Acceptor;
  sampler: LogSampler;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
  consent: ConsentRule;
  /** Whether messages of bots are taken. */
  bots: boolean;
  /** The host's own judgement of a message. */
  allow: AllowMessage | undefined;
  /** Time limit for that, in milliseconds. */
  allowTimeoutMs: number;
  /** Tells whether the inspector traces the visit of a request; undefined without an inspector. */
  isTraced: ((context: RequestContext) => boolean) | undefined;
  /** Whether responses renew the visitor's cookies. */
  renewCookies: boolean;
  /** What pages have told of their visitors. Undefined: nothing is remembered. */
  memory: Pick<UserMemory, 'toSetCookies'> | undefined;
}

/** The outcome of each message, with the cookies to renew; or the response when events could not be stored. */
export type BatchOutcome = { outcomes: Acceptance[]; setCookies: string[] } | { error: HttpResponse };

/**
 * Accepts the messages of one request.
 *
 * @param source who has sent it: a page, server code, or a library (`sdk`) with the key that pages have
 */
export type AcceptBatch = (batch: Batch, context: RequestContext, source: EventSource) => Promise<BatchOutcome>;

export function createBatchAcceptor(options: BatchAcceptorOptions): AcceptBatch {
  const { acceptor, now, consent: rule, renewCookies, memory, bots, allow, allowTimeoutMs, sampler } = options;
  const checkAllowed = allow && createAllowCheck(allow, allowTimeoutMs, sampler);
  // Here a cookie without a decision does not count, nor does a general signal: the message may carry a decision.
  const identityRule: ConsentRule = { ...rule, required: false, gpc: rule.gpc === 'deny' ? 'ignore' : rule.gpc };

  return async ({ batch, sentAt, consent }, context, source) => {
    const isPage = source === 'page';
    // The request of a library shows nothing of the visitor, and a message of server code is the site's to send.
    const requestConsent = isPage ? [context.consent(), consent] : [];
    const consentRule = source === 'server' ? { ...rule, required: false } : rule;
    const isConsented = (message: unknown): boolean =>
      hasConsent([...requestConsent, readMessageConsent(message)], consentRule, isPage && context.hasGpc());
    const identity = isPage ? readIdentity(context, now(), identityRule) : undefined;
    const isBot = (message: unknown): boolean =>
      !bots && isbot(identity ? cutUserAgent(context.request.header('user-agent')) : readUserAgent(message));
    const findSkipCause = async (message: unknown): Promise<SkipCause | undefined> => {
      if (!isConsented(message)) return 'consent';
      if (source === 'server') return undefined;
      if (isBot(message)) return 'bot';
      const isAllowed = !isFields(message) || !checkAllowed || (await checkAllowed(message as Message, context));
      return isAllowed ? undefined : 'disallowed';
    };
    const enrich = (message: unknown): unknown =>
      identity ? enrichMessage(message, identity, sentAt) : enrichSdkMessage(message, source, sentAt);

    const causes = await Promise.all(batch.map(findSkipCause));
    const taken = batch.filter((_message, index) => causes[index] === undefined);
    // At once: they are stored together or not at all.
    const accepted = await acceptor.acceptAll(taken.map(enrich), {
      ...{ source, live: true },
      isTraced: options.isTraced?.(context) ?? false,
    });
    const outcomes = causes.flatMap((cause, index) =>
      cause ? acceptor.skip(cause, batch[index], source) : accepted.splice(0, 1),
    );
    if (outcomes.some(({ error }) => error)) return { error: unavailable };
    const last = renewCookies ? batch.filter((message) => isConsented(message) && !isBot(message)).at(-1) : undefined;
    const setCookies = last === undefined || !identity ? [] : renewVisitorCookies(last, identity, context);
    const remembered = identity && memory?.toSetCookies(taken.at(-1), context, identity.anonymousId);
    return { outcomes, setCookies: [...setCookies, ...(remembered ?? [])] };
  };
}

const unavailable = createErrorResponse(503, 'Events cannot be stored at the moment; send them again.', {
  'retry-after': '5',
});

function readUserAgent(message: unknown): string | undefined {
  const { userAgent } = toFields(toFields(message).context);
  return typeof userAgent === 'string' ? cutUserAgent(userAgent) : undefined;
}

/** Builds the headers that renew the visitor's cookies after a page's message. */
function renewVisitorCookies(message: unknown, identity: Identity, { cookies, request }: RequestContext): string[] {
  const { anonymousId, context } = toFields(message);
  const clickIds = selectRenewedClickIds(cookies(), toFields(context), identity);
  return toSetCookieHeaders({ ...clickIds, anonymousId: identity.anonymousId ?? anonymousId }, request.url());
}
