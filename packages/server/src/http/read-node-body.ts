import type { IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import type { BodyLimits, BodyRead } from './http-message.js';

/** A request of Node's, whose body the host may have parsed. */
export type NodeRequest = IncomingMessage & { body?: unknown };

/** Reads the body of a request of Node's, or takes it as the host has parsed it. */
export const readNodeBody = async (request: NodeRequest, limits: BodyLimits): Promise<BodyRead> =>
  isParsed(request) ? readParsedBody(request, limits) : readRawBody(request, limits);

/** Tells whether the host has read the body. Express 4's parsers set `body` also where they have read nothing. */
const isParsed = ({ body, readableDidRead }: NodeRequest): boolean => body !== undefined && readableDidRead !== false;

/** A body that the host has parsed is bounded by the host, and by the length that the request declares. */
const readParsedBody = ({ headers, body }: NodeRequest, { maxBytes }: BodyLimits): BodyRead =>
  Number(headers['content-length'] ?? 0) > maxBytes ? { failure: 'too-large' } : { body };

async function readRawBody(request: IncomingMessage, { maxBytes, timeoutMs, budget }: BodyLimits): Promise<BodyRead> {
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
  const body = getRawBody(request, { limit: maxBytes, length: declared }).then(
    (bytes): BodyRead => ({ body: bytes }),
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
