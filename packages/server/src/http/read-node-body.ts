import type { IncomingMessage } from 'node:http';
import type { BodyFailure, BodyLimits, BodyRead } from './http-message.js';

/** A Node request, whose body the host may have parsed. */
export type NodeRequest = IncomingMessage & { body?: unknown };

/** Reads the body of a Node request, or returns the body that the host has parsed. */
export function readNodeBody(request: NodeRequest, limits: BodyLimits): Promise<BodyRead> {
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBytes) {
    return Promise.resolve({ failure: 'too-large' });
  }
  return isParsed(request) ? Promise.resolve({ body: request.body }) : readRawBody(request, limits);
}

/**
 * Returns whether the host has read the body; its own limits then apply. Express 4's parsers also set `body` when they
 * have read nothing.
 */
const isParsed = ({ body, readableDidRead }: NodeRequest): boolean => body !== undefined && readableDidRead !== false;

/** Returns whether the host has begun to read the body, so that nothing is left to read. */
const isAlreadyRead = ({ readableAborted, readableDidRead, readableEncoding }: IncomingMessage): boolean =>
  !readableAborted && (readableDidRead || readableEncoding !== null);

/** A body that ends early is read as empty. */
const unreadable: BodyRead = { body: '' };

function readRawBody(request: IncomingMessage, { maxBytes, timeoutMs, budget }: BodyLimits): Promise<BodyRead> {
  if (isAlreadyRead(request)) return Promise.resolve({ failure: 'already-read' });
  if (!request.readable) return Promise.resolve(unreadable);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let isFinished = false;
    const finish = (read: BodyRead): void => {
      if (isFinished) return;
      isFinished = true;
      clearTimeout(timer);
      budget.giveBack(length);
      resolve(read);
    };
    const fail = (failure: BodyFailure): void => {
      request.off('data', take).pause();
      // This closure lives as long as the connection, so the chunks are released at once.
      chunks.length = 0;
      finish({ failure });
    };
    const take = (chunk: Buffer): void => {
      if (!budget.take(chunk.length)) {
        fail('no-memory');
        return;
      }
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxBytes) fail('too-large');
    };
    const timer = setTimeout(fail, timeoutMs, 'too-slow');
    request.on('data', take);
    request.on('end', () => finish({ body: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks) }));
    // The connection closed before the body was complete.
    request.on('close', () => finish(unreadable));
  });
}
