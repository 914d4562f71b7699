import { boundHeader, headerLimits } from './header-limits.js';
import type { HttpResponse } from './http-message.js';
import type { PageFile } from './page-script.js';
import type { RequestContext } from './request-context.js';

/** Responds with a file of the page script. With the version as the URL's query it is immutable. */
export function serveFile(
  { name, body, type, etag }: PageFile,
  version: string,
  context: RequestContext,
): HttpResponse {
  const { request } = context;
  const headers = {
    'content-type': type,
    'cache-control': request.url().endsWith(`?${version}`)
      ? 'public, max-age=31536000, immutable'
      : 'public, max-age=300, must-revalidate',
    'x-content-type-options': 'nosniff',
    ...(name.endsWith('.js') && { sourcemap: `${name}.map` }),
    etag,
  };
  // RFC 9110, 13.1.2: the weak comparison ignores the prefix W/.
  const known = boundHeader(request.header('if-none-match'), headerLimits.ifNoneMatch)?.split(',') ?? [];
  return known.some((tag) => tag.trim().replace(/^W\//, '') === etag)
    ? { status: 304, headers }
    : { status: 200, headers, text: body };
}
