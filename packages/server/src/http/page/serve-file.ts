import { boundHeader, headerLimits } from '../header-limits.js';
import type { HttpResponse } from '../http-message.js';
import type { RequestContext } from '../request-context.js';
import type { PageFile } from './page-script.js';

/**
 * Responds with a file of the page script, compressed as the browser accepts. A file whose name has the current version
 * is immutable; one with another version, which a page from before a deployment requests, is not.
 */
export function serveFile(file: PageFile, version: string, { request }: RequestContext): HttpResponse {
  const { name, type } = file;
  const { encoding, body } = selectEncoding(file, request.header('accept-encoding'));
  const etag = encoding ? `"${file.etag}-${encoding}"` : `"${file.etag}"`;
  const headers = {
    'content-type': type,
    'cache-control': new URL(request.url()).pathname.endsWith(`.${version}.js`)
      ? 'public, max-age=31536000, immutable'
      : 'public, max-age=300, must-revalidate',
    'x-content-type-options': 'nosniff',
    ...forAnyOrigin,
    ...(file.compressed.length > 0 && { vary: 'accept-encoding' }),
    ...(encoding && { 'content-encoding': encoding }),
    ...(name.endsWith('.js') && { sourcemap: `${name}.map` }),
    etag,
  };
  // The weak comparison ignores the prefix W/ (RFC 9110, 13.1.2).
  const known = boundHeader(request.header('if-none-match'), headerLimits.ifNoneMatch)?.split(',') ?? [];
  return known.some((tag) => tag.trim().replace(/^W\//, '') === etag)
    ? { status: 304, headers }
    : { status: 200, headers, text: body };
}

/**
 * Another host of the site may serve the script. Its pages load it by CORS with `type="module"` or `crossorigin`, and
 * a host that protects all of its responses, as Helmet does, would keep it from them.
 */
const forAnyOrigin = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

/** Selects the best encoding that a request accepts (RFC 9110, 12.5.3). A weight of 0 excludes an encoding. */
function selectEncoding(file: PageFile, header: string | undefined): { encoding?: string; body: Buffer } {
  const accepted = new Set<string>();
  for (const part of boundHeader(header, headerLimits.acceptEncoding)?.split(',') ?? []) {
    const [name = '', weight = ''] = part.split(';').map((text) => text.trim().toLowerCase());
    if (!/^q=0(\.0*)?$/.test(weight)) accepted.add(name);
  }
  for (const [encoding, readBody] of file.compressed) if (accepted.has(encoding)) return { encoding, body: readBody() };
  return { body: file.body };
}
