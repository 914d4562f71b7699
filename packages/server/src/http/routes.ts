import { hash, timingSafeEqual } from 'node:crypto';
import type { PageFile, PageScript } from './page-script.js';

/** Stands for a body over the limit. */
export const tooLarge = Symbol('too large');

/** A request, free of any framework. */
export interface TwinRequest {
  method: string;
  /** The whole address as the visitor sees it, behind trusted proxies too. */
  url: string;
  /** The visitor's address, by the trusted proxies. */
  ip: string | undefined;
  header(name: string): string | undefined;
  /** The body as text, or as the framework has parsed it already, or `tooLarge`. */
  body(): Promise<unknown>;
}

/** An answer, free of any framework. */
export interface TwinResponse {
  status: number;
  headers?: Record<string, string | string[]>;
  text?: string;
  json?: unknown;
}

type Handler = (request: TwinRequest) => Promise<TwinResponse> | TwinResponse;

export interface RoutesOptions {
  script: PageScript;
  collect: Handler;
  health: Handler;
  /** The metrics as text, and the token that opens them; without it there is no such route. */
  metrics: { token: string; text(): Promise<string> } | undefined;
}

/** The routes below the base path. Answers undefined for a path that is none of them. */
export function createRoutes({ script, collect, health, metrics }: RoutesOptions) {
  const routes: Record<string, Record<string, Handler>> = {
    '/collect': { POST: collect },
    '/health': { GET: health },
    ...Object.fromEntries(
      [...script.files].map(([name, file]) => [
        `/${name}`,
        { GET: (request: TwinRequest) => serveFile(name, file, script.version, request) },
      ]),
    ),
    ...(metrics && { '/metrics': { GET: (request) => serveMetrics(metrics, request) } }),
  };

  return async (path: string, request: TwinRequest): Promise<TwinResponse> => {
    const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (!methods) return { status: 404, json: { error: `There is no ${path} here.` } };
    const handler = methods[request.method === 'HEAD' ? 'GET' : request.method];
    if (handler) return handler(request);
    return { status: 405, headers: { allow: Object.keys(methods).join(', ') }, json: { error: 'Method not allowed.' } };
  };
}

function serveFile(name: string, { text, type, etag }: PageFile, version: string, request: TwinRequest): TwinResponse {
  const headers = {
    'content-type': type,
    'cache-control': request.url.endsWith(`?${version}`)
      ? 'public, max-age=31536000, immutable'
      : 'public, max-age=300, must-revalidate',
    'x-content-type-options': 'nosniff',
    ...(name.endsWith('.js') && { sourcemap: `${name}.map` }),
    etag,
  };
  const known = request.header('if-none-match')?.split(/\s*,\s*/) ?? [];
  return known.some((tag) => tag.replace(/^W\//, '') === etag)
    ? { status: 304, headers }
    : { status: 200, headers, text };
}

async function serveMetrics(
  { token, text }: NonNullable<RoutesOptions['metrics']>,
  request: TwinRequest,
): Promise<TwinResponse> {
  const given = hash('sha256', request.header('authorization') ?? '', 'buffer');
  if (!timingSafeEqual(given, hash('sha256', `Bearer ${token}`, 'buffer'))) {
    return { status: 401, headers: { 'www-authenticate': 'Bearer' }, json: { error: 'The bearer token is missing.' } };
  }
  try {
    return { status: 200, headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }, text: await text() };
  } catch {
    return { status: 503, json: { error: 'There is nothing to count: the outbox is closed, or cannot be read.' } };
  }
}
