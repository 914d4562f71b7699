import { toFields } from '@twinbeam/shared';
import { type BodyLimits, createErrorResponse, type HttpRequest, type HttpResponse } from '../http-message.js';
import { readJsonBody } from '../read-json-body.js';

/** The body of a request to `POST /twin/collect`. */
export interface CollectBody {
  batch: unknown[];
  /** The page's clock when it sent the request. */
  sentAt: unknown;
  /** The page's consent, as the value of a consent cookie. */
  consent: unknown;
  /** Hash of the page's settings. */
  settingsHash: unknown;
}

/** Limits of the body and its messages. */
export interface CollectBodyLimits extends BodyLimits {
  maxMessages: number;
}

/** Reads the body. Returns a response instead if the body has another shape or is too large. */
export async function readCollectBody(
  request: HttpRequest,
  limits: CollectBodyLimits,
): Promise<{ body: CollectBody } | { error: HttpResponse }> {
  const read = await readJsonBody(request, limits);
  if ('error' in read) return read;
  const { batch, sentAt, consent, settings } = toFields(read.json);
  if (!Array.isArray(batch)) {
    return { error: createErrorResponse(400, 'The body must be JSON of the shape {batch: [message, …]}.') };
  }
  if (batch.length > limits.maxMessages) return { error: createBatchError(limits) };
  return { body: { batch, sentAt, consent, settingsHash: settings } };
}

/** Creates the response to a request with too many messages. */
export const createBatchError = ({ maxMessages }: CollectBodyLimits): HttpResponse =>
  createErrorResponse(413, `The batch has more than ${maxMessages} messages; send fewer at once.`);
