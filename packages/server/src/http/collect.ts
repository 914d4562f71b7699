import { type Problem, toFields } from '@twinbeam/shared';
import type { Acceptor } from '../acceptor.js';
import type { SendResult } from '../send-result.js';
import { selectRenewedClickIds } from './click-cookies.js';
import { type ConsentRule, hasConsent, readMessageConsent } from './consent.js';
import { isAllowedOrigin, withCorsHeaders } from './cross-origin.js';
import { enrichMessage } from './enrich-message.js';
import { createErrorResponse, type HttpResponse } from './http-message.js';
import { type CollectBody, readCollectBody } from './read-collect-body.js';
import type { RequestContext } from './request-context.js';
import { type Identity, readIdentity } from './request-identity.js';
import { toSetCookieHeaders } from './set-cookie-headers.js';

export interface CollectOptions {
  acceptor: Acceptor;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
  consent: ConsentRule;
  /** Origins of other sites that may send. */
  origins: readonly string[];
  maxMessages: number;
  /** Whether responses renew the visitor's cookies. */
  renewCookies: boolean;
  settingsHash: string;
  /** Called when a page has other settings than the server. */
  onSettingsMismatch(): void;
}

/** The outcome of one message of a request. */
interface CollectResult {
  /** As the message gave it, if it was a text of reasonable length. */
  messageId?: string;
  status: SendResult['status'];
  eventId?: string;
  problems?: Problem[];
}

/** Creates `POST /twin/collect`: it accepts messages of the site's own pages, and responds once they are stored. */
export function createCollect(options: CollectOptions): (context: RequestContext) => Promise<HttpResponse> {
  const { origins, maxMessages, settingsHash, onSettingsMismatch } = options;
  return async (context) => {
    const { request } = context;
    const origin = request.header('origin');
    if (origin !== undefined && !isAllowedOrigin(origin, request.url(), origins)) {
      return createErrorResponse(
        403,
        `Origin ${origin} is not allowed; if it is yours, add it to the option collect.origins.`,
      );
    }
    const read = await readCollectBody(request, maxMessages);
    if ('error' in read) return withCorsHeaders(read.error, request, origins);
    const { settingsHash: pageHash } = read.body;
    if (typeof pageHash === 'string' && pageHash !== '' && pageHash !== settingsHash) onSettingsMismatch();
    return withCorsHeaders(await collect(read.body, context, options), request, origins);
  };
}

async function collect(
  { batch, sentAt, consent }: CollectBody,
  context: RequestContext,
  { acceptor, now, consent: rule, renewCookies }: CollectOptions,
): Promise<HttpResponse> {
  const cookieConsent = context.cookies()[rule.cookie];
  const isAllowed = (message: unknown): boolean =>
    hasConsent([cookieConsent, consent, readMessageConsent(message)], rule);
  // Here a cookie without a decision does not count: the message may carry one.
  const identity = readIdentity(context, now(), { ...rule, required: false });
  // At once, so that they share a commit.
  const outcomes = await Promise.all(
    batch.map((message) =>
      isAllowed(message)
        ? acceptor.accept(enrichMessage(message, identity, sentAt), { source: 'page', live: true })
        : acceptor.skipUnconsented(),
    ),
  );
  if (outcomes.some(({ error }) => error)) {
    // Events that were stored all the same are duplicates when they come again.
    return createErrorResponse(503, 'Events cannot be stored at the moment; send them again.', { 'retry-after': '5' });
  }
  const results = outcomes.map(({ result }, index) => toCollectResult(batch[index], result));
  const last = renewCookies ? batch.filter(isAllowed).at(-1) : undefined;
  const setCookies = last === undefined ? [] : renewVisitorCookies(last, identity, context);
  return { status: 202, json: { results }, headers: { 'set-cookie': setCookies } };
}

function toCollectResult(message: unknown, { status, eventId, problems }: SendResult): CollectResult {
  const result: CollectResult = { status };
  const { messageId } = toFields(message);
  if (typeof messageId === 'string' && messageId.length <= 200) result.messageId = messageId;
  if (eventId !== undefined) result.eventId = eventId;
  if (problems.length > 0) result.problems = problems;
  return result;
}

/** Builds the headers that renew the visitor's cookies after a page's message. */
function renewVisitorCookies(message: unknown, identity: Identity, { cookies, request }: RequestContext): string[] {
  const { anonymousId, context } = toFields(message);
  const clickIds = selectRenewedClickIds(cookies(), toFields(context), identity);
  return toSetCookieHeaders({ ...clickIds, anonymousId: identity.anonymousId ?? anonymousId }, request.url());
}
