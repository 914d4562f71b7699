import type { IncomingMessage } from 'node:http';
import type { BodyLimits, BodyRead } from './http-message.js';
import { isTooLarge, readWithinLimits } from './read-within-limits.js';

/** A Node request, whose body the host may have parsed. */
export type NodeRequest = IncomingMessage & { body?: unknown };

/** Reads the body of a Node request, or returns the body that the host has parsed. */
export async function readNodeBody(request: NodeRequest, limits: BodyLimits): Promise<BodyRead> {
  if (isTooLarge(request.headers['content-length'], limits)) return { failure: 'too-large' };
  if (isParsed(request)) return { body: request.body };
  if (isAlreadyRead(request)) return { failure: 'already-read' };
  // The connection closed before the body was complete.
  if (!request.readable) return { body: '' };
  return readWithinLimits(limits, ({ add, end, abort }) => {
    request.on('data', add).on('end', end).on('close', abort);
    return () => request.off('data', add).pause();
  });
}

/**
 * Returns whether the host has read the body; its own limits then apply. Express 4's parsers also set `body` when they
 * have read nothing.
 */
const isParsed = ({ body, readableDidRead }: NodeRequest): boolean => body !== undefined && readableDidRead !== false;

/** Returns whether the host has begun to read the body, so that nothing is left to read. */
const isAlreadyRead = ({ readableAborted, readableDidRead, readableEncoding }: IncomingMessage): boolean =>
  !readableAborted && (readableDidRead || readableEncoding !== null);
