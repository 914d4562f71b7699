import { promisify } from 'node:util';
import { gunzip as gunzipCallback } from 'node:zlib';
import { parseJson } from '../base/parse-json.js';
import {
  type BodyFailure,
  type BodyLimits,
  createErrorResponse,
  type HttpRequest,
  type HttpResponse,
} from './http-message.js';

const gunzip = promisify(gunzipCallback);

/** Responses to bodies that were not read to the end. Most close the connection, so that the rest need not be read. */
const failures: Record<BodyFailure, HttpResponse> = {
  'too-large': createErrorResponse(413, 'The body is too large; send fewer messages at once.', { connection: 'close' }),
  'too-slow': createErrorResponse(408, 'The body took too long.', { connection: 'close' }),
  'no-memory': createErrorResponse(503, 'Too many requests are being read; send it again later.', {
    connection: 'close',
    'retry-after': '5',
  }),
  // The sender did nothing wrong: the request succeeds when it is repeated after the host is fixed.
  'already-read': createErrorResponse(500, 'The body was read before Twinbeam could read it.'),
};

/**
 * Reads a JSON body. A gzip body may have at most `maxBytes` after decompression. Text that is not JSON is read as
 * undefined. Returns a response instead if the body is too large, too slow or has another encoding.
 */
export async function readJsonBody(
  request: HttpRequest,
  limits: BodyLimits,
): Promise<{ json: unknown } | { error: HttpResponse }> {
  const read = await request.readBody(limits);
  if ('failure' in read) return { error: failures[read.failure] };
  const { body } = read;
  if (typeof body === 'string') return { json: parseJson(body) };
  if (!(body instanceof Uint8Array)) return { json: body };
  const encoding = request.header('content-encoding')?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity' || !isEncoded(body)) return { json: parseJson(toText(body)) };
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    return { error: createErrorResponse(415, 'The body must be uncompressed or gzip.', { 'accept-encoding': 'gzip' }) };
  }
  return inflate(body, limits);
}

/** Returns whether the bytes are still compressed: a host that decompresses bodies may leave the header unchanged. */
const isEncoded = ([first]: Uint8Array): boolean => first !== 0x7b && first !== 0x5b;

async function inflate(
  bytes: Uint8Array,
  { maxBytes, budget }: BodyLimits,
): Promise<{ json: unknown } | { error: HttpResponse }> {
  if (!budget.take(maxBytes)) return { error: failures['no-memory'] };
  try {
    return { json: parseJson(toText(await gunzip(bytes, { maxOutputLength: maxBytes }))) };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return code === 'ERR_BUFFER_TOO_LARGE' ? { error: failures['too-large'] } : { json: undefined };
  } finally {
    budget.giveBack(maxBytes);
  }
}

/** Decodes UTF-8, and removes a byte order mark. */
function toText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
