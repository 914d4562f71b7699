import type { IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import type { BodyBudget } from './body-budget.js';
import type { BodyRead } from './http-message.js';

/** Bounds of a request's body. */
export interface BodyLimits {
  maxBytes: number;
  /** Time limit for the body, in milliseconds. */
  timeoutMs: number;
  /** Shared by all requests. */
  budget: BodyBudget;
}

/** Reads the body of a request as text, within the bounds. One that is aborted, or is not as long as its header says, is empty. */
export async function readNodeBody(
  request: IncomingMessage,
  { maxBytes, timeoutMs, budget }: BodyLimits,
): Promise<BodyRead> {
  const declared = request.headers['content-length'] ?? null;
  let taken = 0;
  let timer: NodeJS.Timeout | undefined;
  let count: ((chunk: Buffer) => void) | undefined;
  const stopped = new Promise<BodyRead>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, { failure: 'too-slow' });
    count = ({ length }) => {
      taken += length;
      if (!budget.take(length)) resolve({ failure: 'no-memory' });
    };
  });
  const body = getRawBody(request, { limit: maxBytes, length: declared, encoding: 'utf8' }).then(
    (text): BodyRead => ({ body: text }),
    (error: { type?: unknown }): BodyRead =>
      error.type === 'entity.too.large' ? { failure: 'too-large' } : { body: '' },
  );
  if (count) request.on('data', count);
  try {
    return await Promise.race([body, stopped]);
  } finally {
    clearTimeout(timer);
    if (count) request.off('data', count);
    budget.giveBack(taken);
  }
}
