import type { Identity } from '../accept/identity.js';
import type { HttpRequest } from './http-message.js';
import type { Cookies } from './visitor/read-cookies.js';

/** A request, with the data about the visitor that it contains. Each value is computed once, at its first use. */
export interface RequestContext {
  readonly request: HttpRequest;
  cookies(): Cookies;
  /** The value of the consent cookie; if there are several, the most restrictive. */
  consent(): string | undefined;
  /** Whether the browser sends Global Privacy Control. */
  hasGpc(): boolean;
  /** The visitor's address, if it is public. */
  clientIp(): string | undefined;
  /** The address for Meta: IPv6 if the request uses it, or if a cookie has an IPv6 address signed by the server. */
  matchingIp(): string | undefined;
  /** The visitor, as far as the request identifies them and the consent cookie allows it. */
  identity(): Identity;
  /** Returns whether the request seems to come from a machine, such as a payment provider's server. */
  isOfMachine(): boolean;
}
