import type { HealthRoutes } from './health.js';
import { createErrorResponse, type HttpResponse } from './http-message.js';
import type { PageScript } from './page/page-script.js';
import { serveFile } from './page/serve-file.js';
import type { RequestContext } from './request-context.js';

/** Responds to a request. */
export type Route = (context: RequestContext) => Promise<HttpResponse> | HttpResponse;

/** Routes by path, then by method. */
export type RouteTable = Record<string, Record<string, Route>>;

export interface RoutesOptions {
  /** Path below which the routes are served. */
  basePath: string;
  script: PageScript;
  collect: Route;
  /** Allows pages of other origins to send to `collect`. */
  preflight: Route;
  health: HealthRoutes;
  /** The routes of the inspector; empty without an inspector. */
  inspector: RouteTable;
  /** If undefined, there is no such route. */
  metrics: Route | undefined;
  /** Signs the visitor's IPv6 address, by method; undefined: there is no such route. */
  ipv6: Record<string, Route> | undefined;
  /** The HTTP API of Segment and RudderStack below the base path. */
  sdk: RouteTable;
  /** Routes at the root of the site. */
  atRoot: RouteTable;
}

/**
 * Creates the function that finds a route by the whole path, with or without a slash at its end, which some libraries
 * and frameworks add. Every path below the base path is Twinbeam's.
 */
export function createRoutes(options: RoutesOptions) {
  const { basePath, script, collect, preflight, health, inspector, metrics, ipv6, sdk, atRoot } = options;
  const table: RouteTable = {
    '/collect': { POST: collect, OPTIONS: preflight },
    '/health': { GET: health.health },
    '/health/ready': { GET: health.ready },
    ...inspector,
    ...sdk,
    ...(ipv6 && { '/ipv6': ipv6 }),
    ...(metrics && { '/metrics': { GET: metrics } }),
  };
  for (const file of script.files) {
    table[`/${file.name}`] = { GET: (context) => serveFile(file, script.version, context) };
  }
  const below = toRoutes(table);
  const root = toRoutes(atRoot);
  const prefix = `${basePath}/`;
  return (given: string): Route | undefined => {
    const path = given.replace(/\/$/, '');
    return given.startsWith(prefix)
      ? (below.get(path.slice(basePath.length).replace(versionedName, '.js')) ?? notFound)
      : root.get(path);
  };
}

/** The end of a file name with a version: the current one, or that of a page loaded before a deployment. */
const versionedName = /\.[\da-f]{8}\.js$/;

const notFound: Route = () => createErrorResponse(404, 'There is no such route.');

const toRoutes = (table: RouteTable): Map<string, Route> =>
  new Map(Object.entries(table).map(([path, methods]) => [path, toRoute(methods)]));

function toRoute(methods: Record<string, Route>): Route {
  const byMethod = new Map(Object.entries(methods));
  const allow = [...byMethod.keys()].join(', ');
  return (context) => {
    const { method } = context.request;
    const route = byMethod.get(method === 'HEAD' ? 'GET' : method);
    return route ? route(context) : createErrorResponse(405, 'Method not allowed.', { allow });
  };
}
