import type { Identity } from '../accept/identity.js';
import type { HttpRequest } from './http-message.js';
import type { Cookies } from './visitor/read-cookies.js';

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
  /** Returns whether the request looks like one of a machine, such as a payment provider's. */
  isOfMachine(): boolean;
}
