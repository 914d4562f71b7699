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

/** Fixed cost of a request, in bytes of its body: reading its headers, and writing a response. */
const requestBytes = 2_000;

/**
 * Reads a JSON body. A gzip body may have at most `maxBytes` after decompression. Text that is not JSON is read as
 * undefined. Returns a response instead if the body is too large, too slow or has another encoding.
 *
 * Resolves in a turn of the event loop in which the body may be processed. It waits for that turn as bytes, because the
 * garbage collector would copy all its objects in the meantime.
 */
export async function readJsonBody(
  request: HttpRequest,
  limits: BodyLimits,
): Promise<{ json: unknown } | { error: HttpResponse }> {
  const read = await request.readBody(limits);
  if ('failure' in read) return { error: failures[read.failure] };
  const decoded = read.body instanceof Uint8Array ? await decode(read.body, request, limits) : read;
  if ('error' in decoded) return decoded;
  const { body } = decoded;
  return (await waitForTurn(body, request, limits)) ? { json: parse(body) } : { error: failures['no-memory'] };
}

/** Waits for the turn of a body. Returns false at once if there is no memory for the body in the meantime. */
async function waitForTurn(body: unknown, request: HttpRequest, { maxBytes, budget, turns }: BodyLimits) {
  if (!turns) return true;
  const bytes = typeof body === 'string' || body instanceof Uint8Array ? body.length : undefined;
  if (!budget.take(bytes ?? 0)) return false;
  await turns.enter(requestBytes + (bytes ?? readParsedSize(request, maxBytes)));
  budget.giveBack(bytes ?? 0);
  return true;
}

/** Returns the size of a body that the host has parsed. It is unknown if the body came in chunks or compressed. */
const readParsedSize = (request: HttpRequest, maxBytes: number): number =>
  Number(request.header('content-encoding') ? maxBytes : (request.header('content-length') ?? maxBytes));

function parse(body: unknown): unknown {
  if (body instanceof Uint8Array) return parseJson(toText(body));
  return typeof body === 'string' ? parseJson(body) : body;
}

/** Returns the body, decompressed if it is compressed. */
async function decode(
  body: Uint8Array,
  request: HttpRequest,
  limits: BodyLimits,
): Promise<{ body: unknown } | { error: HttpResponse }> {
  const encoding = request.header('content-encoding')?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity' || !isEncoded(body)) return { body };
  if (encoding === 'gzip' || encoding === 'x-gzip') return inflate(body, limits);
  return { error: createErrorResponse(415, 'The body must be uncompressed or gzip.', { 'accept-encoding': 'gzip' }) };
}

/** Returns whether the bytes are still compressed: a host that decompresses bodies may leave the header unchanged. */
const isEncoded = ([first]: Uint8Array): boolean => first !== 0x7b && first !== 0x5b;

async function inflate(
  bytes: Uint8Array,
  { maxBytes, budget }: BodyLimits,
): Promise<{ body: unknown } | { error: HttpResponse }> {
  if (!budget.take(maxBytes)) return { error: failures['no-memory'] };
  try {
    return { body: await gunzip(bytes, { maxOutputLength: maxBytes }) };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return code === 'ERR_BUFFER_TOO_LARGE' ? { error: failures['too-large'] } : { body: '' };
  } finally {
    budget.giveBack(maxBytes);
  }
}

/** Decodes UTF-8, and removes a byte order mark. */
function toText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
