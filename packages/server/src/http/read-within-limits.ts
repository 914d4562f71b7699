import type { BodyFailure, BodyLimits, BodyRead } from './http-message.js';

/** Receives a body from the stream of a request. */
export interface BodySink {
  add(chunk: Uint8Array): void;
  /** The body is complete. */
  end(): void;
  /** The body ended before it was complete. It is read as empty. */
  abort(): void;
}

/**
 * Reads a body within its limits, from any kind of stream. `start` passes the stream to the sink, and returns a function
 * that stops it, which is called when the body exceeds a limit.
 */
export function readWithinLimits(
  { maxBytes, timeoutMs, budget }: BodyLimits,
  start: (sink: BodySink) => () => void,
): Promise<BodyRead> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    let isFinished = false;
    const finish = (read: BodyRead): void => {
      if (isFinished) return;
      isFinished = true;
      clearTimeout(timer);
      budget.giveBack(length);
      // The stream may keep the sink for as long as the connection lives, so the chunks are released at once.
      chunks.length = 0;
      resolve(read);
    };
    const fail = (failure: BodyFailure): void => {
      stop();
      finish({ failure });
    };
    const timer = setTimeout(fail, timeoutMs, 'too-slow');
    const stop = start({
      add(chunk) {
        if (isFinished) return;
        if (!budget.take(chunk.length)) {
          fail('no-memory');
          return;
        }
        length += chunk.length;
        chunks.push(chunk);
        if (length > maxBytes) fail('too-large');
      },
      end: () => finish({ body: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks) }),
      abort: () => finish({ body: '' }),
    });
  });
}

/** Returns whether a body is too large by its header `Content-Length`. */
export const isTooLarge = (contentLength: string | null | undefined, { maxBytes }: BodyLimits): boolean =>
  Number(contentLength ?? 0) > maxBytes;
