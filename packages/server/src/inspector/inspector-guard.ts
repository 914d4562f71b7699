import { serialize } from 'cookie';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { createTokenError, hasBearerToken, isBearer } from '../http/bearer-token.js';
import { isForeign } from '../http/collect/cross-origin.js';
import { toVisitorKey } from '../http/collect/visitor-key.js';
import { createErrorResponse, type HttpResponse } from '../http/http-message.js';
import { isSameSecret } from '../http/is-same-secret.js';
import type { RequestContext } from '../http/request-context.js';
import { readCookieValues } from '../http/visitor/read-cookies.js';
import type { SigningKey } from '../http/visitor/signing-key.js';
import { createSignedTexts } from './signed-text.js';

/** Access control of the inspector: who may read, and who may change something. */
export interface InspectorGuard {
  /** Signs in with the token. Returns the header that sets the session cookie, or the response to a wrong token. */
  signIn(context: RequestContext, token: string): Promise<{ setCookie: string } | { refusal: HttpResponse }>;
  signOut(context: RequestContext): string;
  /** Returns the token that the page must send with each change; undefined without a session. */
  findChangeToken(context: RequestContext): string | undefined;
  /** Returns an error response if the request may not read: it has neither a session nor the bearer token. */
  refuseReading(context: RequestContext): Promise<HttpResponse | undefined>;
  /** Returns an error response if the request may not change anything. */
  refuseChange(context: RequestContext): Promise<HttpResponse | undefined>;
}

export interface InspectorGuardOptions {
  token: string;
  /** Creates the key for a purpose. */
  createKey(purpose: string): SigningKey;
  basePath: string;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
}

/** Lifetime of a session, in milliseconds. */
const sessionMs = 3_600_000;
const cookieName = 'twinbeam_inspect';
/** Wrong tokens that an address may send in a minute; after that, only the right token is accepted at once. */
const maxWrongTokens = 10;
/** Header for the change token, which a page of another site cannot read. */
const changeHeader = 'x-twinbeam-change';

const foreign = createErrorResponse(403, 'The request does not come from the page of the inspector.');

export function createInspectorGuard({ token, createKey, basePath, now }: InspectorGuardOptions): InspectorGuard {
  const sessions = createSignedTexts(createKey('session'), now);
  const changes = createKey('change');
  const wrongTokens = new RateLimiterMemory({ points: maxWrongTokens, duration: 60 });
  const findSession = ({ request }: RequestContext): string | undefined =>
    readCookieValues(request.header('cookie'), cookieName).slice(0, 3).find(sessions.isValid);
  const findChangeToken = (context: RequestContext): string | undefined => {
    const session = findSession(context);
    return session === undefined ? undefined : changes.sign(session);
  };
  const toCookie = (value: string, { request }: RequestContext): string =>
    serialize(cookieName, value, {
      path: `${basePath}/inspect`,
      httpOnly: true,
      sameSite: 'strict',
      secure: new URL(request.url()).protocol === 'https:',
      maxAge: value === '' ? 0 : sessionMs / 1000,
    });
  /**
   * Refuses a wrong token. The right token is accepted whatever was sent before: behind a proxy that is not trusted,
   * all visitors have the same address, and a stranger's wrong tokens must not lock the owner out.
   */
  const refuseToken = async (context: RequestContext, isRight: boolean): Promise<HttpResponse | undefined> => {
    if (isRight) return undefined;
    const key = toVisitorKey(context.request, context.clientIp(), false).key ?? 'unknown';
    const wait = await wrongTokens.consume(key).then(
      () => undefined,
      ({ msBeforeNext }: RateLimiterRes) => msBeforeNext,
    );
    if (wait === undefined) return createTokenError('The token is wrong.');
    const retryAfter = String(Math.max(1, Math.ceil(wait / 1000)));
    return createErrorResponse(429, 'Too many wrong tokens; try again later.', { 'retry-after': retryAfter });
  };
  const refuseReading = async (context: RequestContext): Promise<HttpResponse | undefined> => {
    if (findSession(context) !== undefined) return undefined;
    if (!isBearer(context.request))
      return createTokenError('Sign in at the inspector, or send its token as a bearer token.');
    return refuseToken(context, hasBearerToken(context.request, token));
  };

  return {
    findChangeToken,
    refuseReading,
    async signIn(context, given) {
      if (isForeignChange(context)) return { refusal: foreign };
      const refusal = await refuseToken(context, isSameSecret(given, token));
      return refusal ? { refusal } : { setCookie: toCookie(sessions.create(sessionMs), context) };
    },
    signOut: (context) => toCookie('', context),
    async refuseChange(context) {
      // No browser adds a bearer token by itself, so no page of another site can use one.
      const changeToken = findChangeToken(context);
      if (changeToken === undefined) return refuseReading(context);
      const isOurs = isSameSecret(context.request.header(changeHeader) ?? '', changeToken);
      return isOurs && !isForeignChange(context) ? undefined : foreign;
    },
  };
}

/** Browsers send the origin with every request that changes something (Fetch Standard, 3.2). */
const isForeignChange = ({ request }: RequestContext): boolean =>
  request.header('origin') === undefined || isForeign(request, []);
