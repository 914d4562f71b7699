import type { Identity } from '../accept/identity.js';
import type { Twinbeam } from '../twinbeam.js';
import type { HttpRequest } from './http-message.js';
import type { RequestContext } from './request-context.js';
import type { Route } from './routes.js';

/** The HTTP side of an instance, for adapters: free of any framework, and no part of the public type. */
export interface HttpSide {
  /** Path of the routes, such as `/twin`. */
  basePath: string;
  createContext(request: HttpRequest): RequestContext;
  /** Finds what handles a path. Undefined: the path is the host's. */
  findRoute(path: string): Route | undefined;
  /**
   * Reads the visitor for whom server code tracks an event, and logs once what is wrong with the request: a machine has
   * sent it, or a proxy errs. A visitor who cannot be read, because a function of the host throws, has not consented.
   */
  readVisitor(context: () => RequestContext): Identity;
  /** Forgets what pages have sent of a person with one of these match keys. */
  forget(matchKeys: readonly string[]): void;
  close(): void;
}

/**
 * The property of an instance that has its HTTP side, the same in every copy of this module: Next.js bundles one for its
 * pages and another for its routes, and development loads new ones.
 */
const httpSide = Symbol.for('@twinbeam/server: HTTP side');

/** Gives an instance its HTTP side. Not enumerable: a copy of an instance has none. */
export const registerHttp = (twinbeam: Twinbeam, side: HttpSide): void =>
  void Object.defineProperty(twinbeam, httpSide, { value: side });

/** Finds the HTTP side of an instance. Throws `TypeError` for what `createTwinbeam` has not returned. */
export function findHttp(twinbeam: Twinbeam): HttpSide {
  const side = (twinbeam as { [httpSide]?: HttpSide } | undefined)?.[httpSide];
  if (!side) {
    throw new TypeError('This is not what createTwinbeam returned: pass the instance itself, not a copy.');
  }
  return side;
}
