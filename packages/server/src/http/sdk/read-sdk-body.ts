import { isFields, toFields } from '@twinbeam/shared';
import type { Batch } from '../collect/accept-batch.js';
import { type CollectBodyLimits, createBatchError } from '../collect/read-collect-body.js';
import { createErrorResponse, type HttpRequest, type HttpResponse } from '../http-message.js';
import { readJsonBody } from '../read-json-body.js';

/** A message type that has its own route, or `batch` for several messages. */
export type SdkCall = 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias' | 'batch';

/** The body of a library's request. */
export interface SdkBody {
  /** The body as it was sent. */
  fields: Record<string, unknown>;
  messages: Batch;
}

/** Reads the body. Returns a response instead if the body has another shape or is too large. */
export async function readSdkBody(
  request: HttpRequest,
  call: SdkCall,
  limits: CollectBodyLimits,
): Promise<{ body: SdkBody } | { error: HttpResponse }> {
  const read = await readJsonBody(request, limits);
  if ('error' in read) return { error: toRetried(read.error) };
  const { json: fields } = read;
  if (!isFields(fields)) return { error: createErrorResponse(400, 'The body must be a JSON object.') };
  if (call !== 'batch') {
    return { body: { fields, messages: { batch: [{ ...fields, type: call }], sentAt: fields.sentAt, keepsId: true } } };
  }
  const { batch, sentAt } = fields;
  if (!Array.isArray(batch)) {
    return { error: createErrorResponse(400, 'The body must be JSON of the shape {batch: [message, …]}.') };
  }
  if (batch.length > limits.maxMessages) return { error: createBatchError(limits) };
  const { context, integrations } = fields;
  if (countJsonBytes([context, integrations]) * batch.length > limits.maxBytes) {
    const text = 'The context and integrations of the batch are too long for its messages, each of which gets a copy.';
    return { error: createErrorResponse(413, `${text} Send fewer messages at once.`) };
  }
  const messages = batch.map((message) => addShared(message, fields));
  return { body: { fields, messages: { batch: messages, sentAt, keepsId: true } } };
}

/**
 * Counts the bytes of a value as JSON. Returns infinity if the value is nested too deeply to be serialised, which is
 * possible up to Node 24.
 */
function countJsonBytes(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Adds the fields that a batch sets for all of its messages. */
function addShared(message: unknown, { context, integrations }: Record<string, unknown>): unknown {
  if (!isFields(message) || (!isFields(context) && !isFields(integrations))) return message;
  return {
    ...message,
    context: { ...toFields(context), ...toFields(message.context) },
    integrations: { ...toFields(integrations), ...toFields(message.integrations) },
  };
}

/** RudderStack's browser library drops events after a 408, and sends them again after a 503. */
const toRetried = (error: HttpResponse): HttpResponse =>
  error.status === 408 ? { ...error, status: 503, headers: { ...error.headers, 'retry-after': '5' } } : error;
