import { isFields, type Message, toFields } from '@twinbeam/shared';
import { isbot } from 'isbot';
import type { Acceptance, Acceptor } from '../acceptor.js';
import type { LogSampler } from '../log-sampler.js';
import type { Metrics } from '../metrics.js';
import { selectRenewedClickIds } from './click-cookies.js';
import type { CollectGuard } from './collect-guard.js';
import { type AllowMessage, createAllowCheck } from './collect-request.js';
import { toCollectResults } from './collect-result.js';
import { type ConsentRule, hasConsent, readMessageConsent } from './consent.js';
import { withCorsHeaders } from './cross-origin.js';
import { enrichMessage } from './enrich-message.js';
import { cutUserAgent } from './header-limits.js';
import { createErrorResponse, type HttpResponse } from './http-message.js';
import { type CollectBody, type CollectBodyLimits, readCollectBody } from './read-collect-body.js';
import type { RequestContext } from './request-context.js';
import { type Identity, readIdentity } from './request-identity.js';
import { toSetCookieHeaders } from './set-cookie-headers.js';

export interface CollectOptions {
  acceptor: Acceptor;
  guard: CollectGuard;
  metrics: Pick<Metrics, 'refused'>;
  sampler: LogSampler;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
  consent: ConsentRule;
  /** Origins of other sites that may send. */
  origins: readonly string[];
  limits: CollectBodyLimits;
  /** Whether messages of bots are taken. */
  bots: boolean;
  /** The host's own judgement of a message. */
  allow: AllowMessage | undefined;
  /** Time limit for that, in milliseconds. */
  allowTimeoutMs: number;
  /** Whether responses renew the visitor's cookies. */
  renewCookies: boolean;
  settingsHash: string;
  /** Called when a page has other settings than the server. */
  onSettingsMismatch(): void;
}

/** Creates `POST /twin/collect`: it accepts messages of the site's own pages, and responds once they are stored. */
export function createCollect(options: CollectOptions): (context: RequestContext) => Promise<HttpResponse> {
  const { guard, origins, limits, settingsHash, onSettingsMismatch, metrics } = options;
  const collect = createCollectBatch(options);
  const respond = async (context: RequestContext): Promise<HttpResponse> => {
    const checked = await guard.check(context);
    if ('refusal' in checked) return checked.refusal;
    const read = await readCollectBody(context.request, limits);
    if ('error' in read) {
      metrics.refused(`body-${read.error.status}`);
      return read.error;
    }
    const { settingsHash: pageHash } = read.body;
    if (typeof pageHash === 'string' && pageHash !== '' && pageHash !== settingsHash) onSettingsMismatch();
    const response = await collect(read.body, context);
    return { ...response, headers: { ...checked.headers, ...response.headers } };
  };
  return async (context) => withCorsHeaders(await respond(context), context.request, origins);
}

type CollectBatch = (body: CollectBody, context: RequestContext) => Promise<HttpResponse>;

function createCollectBatch(options: CollectOptions): CollectBatch {
  const { acceptor, now, consent: rule, renewCookies, bots, allow, allowTimeoutMs, sampler } = options;
  const checkAllowed = allow && createAllowCheck(allow, allowTimeoutMs, sampler);
  // Here a cookie without a decision does not count, nor does a general signal: the message may carry a decision.
  const identityRule: ConsentRule = { ...rule, required: false, gpc: rule.gpc === 'deny' ? 'ignore' : rule.gpc };

  return async ({ batch, sentAt, consent }, context) => {
    const isConsented = (message: unknown): boolean =>
      hasConsent([context.consent(), consent, readMessageConsent(message)], rule, context.hasGpc());
    const identity = readIdentity(context, now(), identityRule);
    const isBot = !bots && isbot(cutUserAgent(context.request.header('user-agent')));
    const acceptMessage = async (message: unknown): Promise<Acceptance> => {
      if (!isConsented(message)) return acceptor.skip('consent');
      if (isBot) return acceptor.skip('bot');
      if (isFields(message) && checkAllowed && !(await checkAllowed(message as Message, context))) {
        return acceptor.skip('disallowed');
      }
      return acceptor.accept(enrichMessage(message, identity, sentAt), { source: 'page', live: true });
    };

    // At once, so that they share a commit.
    const outcomes = await Promise.all(batch.map(acceptMessage));
    if (outcomes.some(({ error }) => error)) {
      // Events that were stored all the same are duplicates when they come again.
      return createErrorResponse(503, 'Events cannot be stored at the moment; send them again.', {
        'retry-after': '5',
      });
    }
    const results = toCollectResults(
      batch,
      outcomes.map(({ result }) => result),
    );
    const last = renewCookies && !isBot ? batch.filter(isConsented).at(-1) : undefined;
    const setCookies = last === undefined ? [] : renewVisitorCookies(last, identity, context);
    return { status: 202, json: { results }, headers: { 'set-cookie': setCookies } };
  };
}

/** Builds the headers that renew the visitor's cookies after a page's message. */
function renewVisitorCookies(message: unknown, identity: Identity, { cookies, request }: RequestContext): string[] {
  const { anonymousId, context } = toFields(message);
  const clickIds = selectRenewedClickIds(cookies(), toFields(context), identity);
  return toSetCookieHeaders({ ...clickIds, anonymousId: identity.anonymousId ?? anonymousId }, request.url());
}
