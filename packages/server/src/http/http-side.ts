import type { Identity } from '../accept/identity.js';
import type { HttpRequest } from './http-message.js';
import type { RequestContext } from './request-context.js';
import type { Route } from './routes.js';

/** The HTTP side of an instance, for adapters: independent of any framework, and not part of the public type. */
export interface HttpSide {
  /** Path of the routes, such as `/twin`. */
  basePath: string;
  createContext(request: HttpRequest): RequestContext;
  /** Finds the route of a path. Returns undefined if the path belongs to the host. */
  findRoute(path: string): Route | undefined;
  /**
   * Reads the visitor for whom server code tracks an event, and logs once what is wrong with the request: a machine has
   * sent it, or a proxy errs. A visitor who cannot be read, because a function of the host throws, has not consented.
   */
  readVisitor(context: () => RequestContext): Identity;
  /** Forgets the match keys that pages have sent, for a person with any of these. */
  forget(matchKeys: readonly string[]): void;
  close(): void;
}

/**
 * The property that holds an instance's HTTP side. It is the same in every copy of this module: Next.js bundles one for
 * its pages and another for its routes, and development reloads modules.
 */
const httpSide = Symbol.for('@twinbeam/server: HTTP side');

/** Gives an instance its HTTP side. The property is not enumerable, so a copy of the instance does not have it. */
export const registerHttp = (twinbeam: object, side: HttpSide): void =>
  void Object.defineProperty(twinbeam, httpSide, { value: side });

/** Finds the HTTP side of an instance. Throws `TypeError` if the value was not returned by `createTwinbeam`. */
export function findHttp(twinbeam: object): HttpSide {
  const side = (twinbeam as { [httpSide]?: HttpSide } | undefined)?.[httpSide];
  if (!side) {
    throw new TypeError('This is not what createTwinbeam returned: pass the instance itself, not a copy.');
  }
  return side;
}
