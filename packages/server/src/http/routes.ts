import type { HealthRoutes } from './health.js';
import { createErrorResponse, type HttpResponse } from './http-message.js';
import type { PageScript } from './page-script.js';
import type { RequestContext } from './request-context.js';
import { serveFile } from './serve-file.js';

/** Handles a request whose path is `basePath + path`. */
export type Handle = (path: string, context: RequestContext) => Promise<HttpResponse>;

type Route = (context: RequestContext) => Promise<HttpResponse> | HttpResponse;

export interface RoutesOptions {
  script: PageScript;
  collect: Route;
  health: HealthRoutes;
  /** Undefined: there is no such route. */
  metrics: Route | undefined;
}

/** Creates the routes below the base path: by path, then by method. */
export function createRoutes({ script, collect, health, metrics }: RoutesOptions): Handle {
  const routes = new Map<string, Record<string, Route>>([
    ['/collect', { POST: collect }],
    ['/health', { GET: health.health }],
    ['/health/ready', { GET: health.ready }],
  ]);
  for (const file of script.files) {
    routes.set(`/${file.name}`, { GET: (context) => serveFile(file, script.version, context) });
  }
  if (metrics) routes.set('/metrics', { GET: metrics });

  return async (path, context) => {
    const methods = routes.get(path);
    if (!methods) return createErrorResponse(404, 'There is no such route.');
    const { method } = context.request;
    const route = methods[method === 'HEAD' ? 'GET' : method];
    return (
      route?.(context) ?? createErrorResponse(405, 'Method not allowed.', { allow: Object.keys(methods).join(', ') })
    );
  };
}
