import { lazy } from '../lazy.js';
import { publicIp } from './client-ip.js';
import type { ConsentRule } from './consent.js';
import type { HttpRequest } from './http-message.js';
import { type Cookies, readCookies } from './read-cookies.js';
import { type Identity, readIdentity } from './request-identity.js';

/** A request with what it tells of the visitor. Each is computed once, when it is first asked for. */
export interface RequestContext {
  readonly request: HttpRequest;
  cookies(): Cookies;
  /** The visitor's address, if it is public. */
  clientIp(): string | undefined;
  /** The visitor, as far as the consent cookie lets the request show them. */
  identity(): Identity;
}

export interface RequestContextOptions {
  /** The clock, in milliseconds since 1970. */
  now: () => number;
  consent: ConsentRule;
}

export function createRequestContext(request: HttpRequest, { now, consent }: RequestContextOptions): RequestContext {
  const context: RequestContext = {
    request,
    cookies: lazy(() => readCookies(request.header('cookie'))),
    clientIp: lazy(() => publicIp(request.ip())),
    identity: lazy(() => readIdentity(context, now(), consent)),
  };
  return context;
}
