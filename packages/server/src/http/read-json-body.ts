import { promisify } from 'node:util';
import { gunzip as gunzipCallback } from 'node:zlib';
import { parseJson } from '../parse-json.js';
import {
  type BodyFailure,
  type BodyLimits,
  createErrorResponse,
  type HttpRequest,
  type HttpResponse,
} from './http-message.js';

const gunzip = promisify(gunzipCallback);

/** Responses to bodies that were not read to the end: so that the rest need not be read, the connection ends. */
const failures: Record<BodyFailure, HttpResponse> = {
  'too-large': createErrorResponse(413, 'The body is too large; send fewer messages at once.', { connection: 'close' }),
  'too-slow': createErrorResponse(408, 'The body took too long.', { connection: 'close' }),
  'no-memory': createErrorResponse(503, 'Too many requests are being read; send it again later.', {
    connection: 'close',
    'retry-after': '5',
  }),
  // Not the sender's fault: what it sends again arrives once the host is put right.
  'already-read': createErrorResponse(500, 'The body was read before Twinbeam could read it.'),
};

/**
 * Reads a body of JSON, of a gzip body at most the bytes that it may have when inflated. What is no JSON is undefined.
 * Returns the response instead when it is too large, too slow or encoded otherwise.
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
    return { error: createErrorResponse(415, 'The body must be plain or gzip.', { 'accept-encoding': 'gzip' }) };
  }
  return inflate(body, limits);
}

/** A host that inflates bodies may leave the header as it was. */
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

/** Decodes UTF-8, without a byte order mark. */
function toText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
