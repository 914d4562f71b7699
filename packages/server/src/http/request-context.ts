import { isIPv6 } from 'node:net';
import { publicIp } from './client-ip.js';
import { type ConsentRule, selectConsent } from './consent.js';
import { createLazy } from './create-lazy.js';
import { boundHeader, headerLimits } from './header-limits.js';
import type { HttpRequest } from './http-message.js';
import { type Cookies, readCookies, readCookieValues } from './read-cookies.js';
import { type Identity, readIdentity } from './request-identity.js';
import { isVisitorAgent } from './user-agent.js';
import type { UserMemory } from './user-memory.js';

/** A request with what it tells of the visitor. Each is computed once, when it is first asked for. */
export interface RequestContext {
  readonly request: HttpRequest;
  cookies(): Cookies;
  /** The value of the consent cookie; of several that which forbids most. */
  consent(): string | undefined;
  /** Whether the browser sends Global Privacy Control. */
  hasGpc(): boolean;
  /** The visitor's address, if it is public. */
  clientIp(): string | undefined;
  /** The address to tell Meta: IPv6 if the request comes by it, or brings one that the server has signed. */
  matchingIp(): string | undefined;
  /** The visitor, as far as the consent cookie lets the request show them. */
  identity(): Identity;
  /** Tells whether the request looks like one of a machine, such as a payment provider's. */
  isOfMachine(): boolean;
}

export interface RequestContextOptions {
  /** The clock, in milliseconds since 1970. */
  now: () => number;
  consent: ConsentRule;
  /** What pages have told of their visitors. Undefined: nothing is remembered. */
  memory: Pick<UserMemory, 'recall'> | undefined;
  /** Reads the IPv6 address that the server has signed for a visitor. Default: there is none. */
  readSignedAddress?: ((cookies: Cookies) => string | undefined) | undefined;
}

export function createRequestContext(
  request: HttpRequest,
  { now, consent, memory, readSignedAddress }: RequestContextOptions,
): RequestContext {
  const cookieHeader = createLazy(() => request.header('cookie'));
  const context: RequestContext = {
    request,
    cookies: createLazy(() => readCookies(boundHeader(cookieHeader(), headerLimits.cookie))),
    consent: createLazy(() => {
      // A refusal may stand where nobody reads it any more.
      if ((cookieHeader()?.length ?? 0) > headerLimits.cookie) return 'pending';
      return selectConsent(readCookieValues(cookieHeader(), consent.cookie));
    }),
    hasGpc: () => request.header('sec-gpc')?.trim() === '1',
    clientIp: createLazy(() =>
      (request.header('x-forwarded-for')?.length ?? 0) > headerLimits.forwardedFor ? undefined : publicIp(request.ip()),
    ),
    identity: createLazy(() => {
      const identity = readIdentity(context, now(), consent);
      const matchKeys = memory?.recall(context, identity.anonymousId);
      return matchKeys ? { ...identity, matchKeys } : identity;
    }),
    matchingIp: createLazy(() => {
      const ip = context.clientIp();
      return ip !== undefined && isIPv6(ip) ? ip : (readSignedAddress?.(context.cookies()) ?? ip);
    }),
    isOfMachine: () => !cookieHeader() && !isVisitorAgent(request.header('user-agent')),
  };
  return context;
}
