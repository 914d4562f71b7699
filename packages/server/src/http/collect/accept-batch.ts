import { isFields, type Message, parseAnonymousId, toFields } from '@twinbeam/shared';
import type { Acceptance } from '../../accept/acceptance.js';
import type { Acceptor } from '../../accept/acceptor.js';
import type { ConsentRule } from '../../accept/consent.js';
import type { ConsentWithdrawals } from '../../accept/consent-withdrawals.js';
import type { Identity } from '../../accept/identity.js';
import type { LogSampler } from '../../log/log-sampler.js';
import type { AllowMessage } from '../../options/collect-options.js';
import type { EventSource } from '../../outbox/outbox.js';
import { createErrorResponse, type HttpResponse } from '../http-message.js';
import type { RequestContext } from '../request-context.js';
import { selectRenewedClickIds } from '../visitor/click-cookies.js';
import { createCookieRenewals } from '../visitor/cookie-renewals.js';
import { readIdentity } from '../visitor/request-identity.js';
import { toSetCookieHeaders } from '../visitor/set-cookie-headers.js';
import type { UserMemory } from '../visitor/user-memory.js';
import { createAllowCheck } from './allow-check.js';
import { enrichMessage, enrichSdkMessage } from './enrich-message.js';
import { createSkipCheck, type SkipCheckOptions } from './skip-check.js';

/** The messages of one request. */
export interface Batch {
  batch: readonly unknown[];
  /** The sender's clock when it sent the request. */
  sentAt: unknown;
  /** The page's consent, as the value of a consent cookie. */
  consent?: unknown;
  /** Whether the sender stores the visitor's id itself, and not in our cookie. */
  keepsId?: boolean;
}

export interface BatchAcceptorOptions extends SkipCheckOptions {
  acceptor: Acceptor;
  /** Notes the visitors who refuse; undefined if requests report no withdrawals. */
  withdrawals: ConsentWithdrawals | undefined;
  sampler: LogSampler;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
  /** The host's decision about a message. */
  allow: AllowMessage | undefined;
  /** Time limit for `allow`, in milliseconds. */
  allowTimeoutMs: number;
  /** Returns whether the inspector traces the visit of a request; undefined without an inspector. */
  isTraced: ((context: RequestContext) => boolean) | undefined;
  /** Whether responses renew the visitor's cookies. */
  renewCookies: boolean;
  /** Memory of the match keys that pages have sent. If undefined, nothing is remembered. */
  memory: Pick<UserMemory, 'toSetCookies'> | undefined;
}

/** The outcome of each message and the cookies to renew, or the response if events could not be stored. */
export type BatchOutcome = { outcomes: Acceptance[]; setCookies: string[] } | { error: HttpResponse };

/**
 * Accepts the messages of one request.
 *
 * @param source the sender: a page, server code, or a library (`sdk`) that uses the public key
 */
export type AcceptBatch = (batch: Batch, context: RequestContext, source: EventSource) => Promise<BatchOutcome>;

export function createBatchAcceptor(options: BatchAcceptorOptions): AcceptBatch {
  const { acceptor, withdrawals, now, consent: rule, renewCookies, memory, allow, allowTimeoutMs, sampler } = options;
  const checkAllowed = allow && createAllowCheck(allow, allowTimeoutMs, sampler);
  // A cookie without a decision and a refusal by Global Privacy Control do not count here: the message may carry a
  // decision.
  const identityRule: ConsentRule = { ...rule, required: false, gpc: rule.gpc === 'deny' ? 'ignore' : rule.gpc };

  const renewals = createCookieRenewals(now);
  /** Builds the headers that renew the visitor's cookies after a page's message. */
  const renewVisitorCookies = (message: unknown, identity: Identity, { cookies, request }: RequestContext) => {
    const { anonymousId, context } = toFields(message);
    const clickIds = selectRenewedClickIds(cookies(), toFields(context), identity);
    const ids = { ...clickIds, anonymousId: identity.anonymousId ?? parseAnonymousId(anonymousId) };
    return renewals.isDue(ids, cookies(), request.url()) ? toSetCookieHeaders(ids, request.url()) : [];
  };

  return async ({ batch, sentAt, consent, keepsId = false }, context, source) => {
    const findSkipCause = createSkipCheck(options, { context, source, isOfScript: !keepsId, consent });
    const known = source === 'page' ? readIdentity(context, now(), identityRule) : undefined;
    const isDisallowed = async (message: unknown): Promise<boolean> =>
      isFields(message) && checkAllowed !== undefined && !(await checkAllowed(message as Message, context));

    const causes = batch.map(findSkipCause);
    const unconsented = batch.filter((_message, index) => causes[index] === 'consent');
    if (withdrawals && unconsented.length > 0) {
      const request = { consents: [context.consent(), consent], fbp: context.cookies()._fbp };
      await withdrawals.note(unconsented, source === 'page' ? request : undefined);
    }
    // Cookies are renewed for a visitor who may be tracked, even if the host refuses the message.
    const last = batch.findLast((_message, index) => causes[index] === undefined);
    const identity = known && keepsId ? withCurrentId(known, last) : known;
    const enrich = (message: unknown): unknown =>
      identity ? enrichMessage(message, identity, sentAt) : enrichSdkMessage(message, source, sentAt);
    if (checkAllowed && source !== 'server') {
      const disallowed = await Promise.all(batch.map((message, index) => !causes[index] && isDisallowed(message)));
      for (const [index, isRefused] of disallowed.entries()) if (isRefused) causes[index] = 'disallowed';
    }
    const taken = batch.filter((_message, index) => causes[index] === undefined);
    // In a single call, so that the events are stored together or not at all.
    const accepted = await acceptor.acceptAll(taken.map(enrich), {
      source,
      live: true,
      isTraced: options.isTraced?.(context) ?? false,
    });
    const outcomes = causes.flatMap((cause, index) =>
      cause ? acceptor.skip(cause, batch[index], source) : (accepted.shift() ?? []),
    );
    if (outcomes.some(({ error }) => error)) return { error: unavailable };
    const setCookies =
      last === undefined || !identity || !renewCookies ? [] : renewVisitorCookies(last, identity, context);
    const remembered = identity && memory?.toSetCookies(taken.at(-1), context, identity.anonymousId);
    return { outcomes, setCookies: [...setCookies, ...(remembered ?? [])] };
  };
}

/**
 * Replaces the id of our cookie. A library's `reset()` does not change that cookie, but the next person is somebody
 * else.
 */
const withCurrentId = (identity: Identity, message: unknown): Identity =>
  identity.anonymousId === undefined
    ? identity
    : { ...identity, anonymousId: parseAnonymousId(toFields(message).anonymousId) ?? identity.anonymousId };

const unavailable = createErrorResponse(503, 'Events cannot be stored at the moment; send them again.', {
  'retry-after': '5',
});
