import { isIPv6 } from 'node:net';
import { type ConsentRule, selectConsent } from '../accept/consent.js';
import type { Identity } from '../accept/identity.js';
import { createLazy } from '../base/create-lazy.js';
import { toPublicIp } from '../mapping/public-ip.js';
import { boundHeader, headerLimits } from './header-limits.js';
import type { HttpRequest } from './http-message.js';
import type { RequestContext } from './request-context.js';
import { addKeptIds } from './visitor/kept-cookies.js';
import { type Cookies, readCookies, readCookieValues } from './visitor/read-cookies.js';
import { readIdentity } from './visitor/request-identity.js';
import { isVisitorAgent } from './visitor/user-agent.js';
import type { UserMemory } from './visitor/user-memory.js';

export interface RequestContextOptions {
  /** The clock, in milliseconds since 1970. */
  now: () => number;
  consent: ConsentRule;
  /** Memory of the match keys that pages have sent. If undefined, nothing is remembered. */
  memory: Pick<UserMemory, 'recall'> | undefined;
  /** Reads the IPv6 address that the server has signed for a visitor. Default: there is no such address. */
  readSignedAddress?: ((cookies: Cookies) => string | undefined) | undefined;
  /** Called with the visitor when it is first asked for. */
  onIdentity?: ((identity: Identity, context: RequestContext) => void) | undefined;
}

export function createRequestContext(
  request: HttpRequest,
  { now, consent, memory, readSignedAddress, onIdentity }: RequestContextOptions,
): RequestContext {
  const cookieHeader = createLazy(() => request.header('cookie'));
  const context: RequestContext = {
    request,
    cookies: createLazy(() => addKeptIds(readCookies(boundHeader(cookieHeader(), headerLimits.cookie)))),
    consent: createLazy(() => {
      // The part that is not read may contain a refusal.
      if ((cookieHeader()?.length ?? 0) > headerLimits.cookie) return 'pending';
      return selectConsent(readCookieValues(cookieHeader(), consent.cookie));
    }),
    hasGpc: () => request.header('sec-gpc')?.trim() === '1',
    clientIp: createLazy(() =>
      (request.header('x-forwarded-for')?.length ?? 0) > headerLimits.forwardedFor
        ? undefined
        : toPublicIp(request.ip()),
    ),
    identity: createLazy(() => {
      const known = readIdentity(context, now(), consent);
      const matchKeys = memory?.recall(context, known.anonymousId);
      const identity = matchKeys ? { ...known, matchKeys } : known;
      onIdentity?.(identity, context);
      return identity;
    }),
    matchingIp: createLazy(() => {
      const ip = context.clientIp();
      return ip !== undefined && isIPv6(ip) ? ip : (readSignedAddress?.(context.cookies()) ?? ip);
    }),
    isOfMachine: () => !cookieHeader() && !isVisitorAgent(request.header('user-agent')),
  };
  return context;
}
