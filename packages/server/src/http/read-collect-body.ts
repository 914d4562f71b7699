import { toFields } from '@twinbeam/shared';
import { type BodyRead, createErrorResponse, type HttpRequest, type HttpResponse } from './http-message.js';

/** The body of a request to `POST /twin/collect`. */
export interface CollectBody {
  batch: unknown[];
  /** The page's clock when it sent the request. */
  sentAt: unknown;
  /** The page's consent, as the value of a consent cookie. */
  consent: unknown;
  /** Hash of the settings that the page has. */
  settingsHash: unknown;
}

type Failure = Extract<BodyRead, { failure: unknown }>['failure'];

/** Responses to bodies that were not read to the end: so that the rest need not be read, the connection ends. */
const failures: Record<Failure, HttpResponse> = {
  'too-large': createErrorResponse(413, 'The body is too large; send fewer messages at once.', { connection: 'close' }),
  'too-slow': createErrorResponse(408, 'The body took too long.', { connection: 'close' }),
  'no-memory': createErrorResponse(503, 'Too many requests are being read; send it again later.', {
    connection: 'close',
    'retry-after': '5',
  }),
};

/** Reads the body. Returns the response instead when it has another shape or is too large. */
export async function readCollectBody(
  request: HttpRequest,
  maxMessages: number,
): Promise<{ body: CollectBody } | { error: HttpResponse }> {
  const read = await request.readBody();
  if ('failure' in read) return { error: failures[read.failure] };
  const { body } = read;
  const { batch, sentAt, consent, settings } = toFields(typeof body === 'string' ? parseJson(body) : body);
  if (!Array.isArray(batch) || batch.length === 0) {
    const text = 'The body must be JSON of the shape {batch: [message, …]}, with at least one message.';
    return { error: createErrorResponse(400, text) };
  }
  if (batch.length > maxMessages) {
    const text = `The batch has more than ${maxMessages} messages; send fewer at once.`;
    return { error: createErrorResponse(413, text) };
  }
  return { body: { batch, sentAt, consent, settingsHash: settings } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
