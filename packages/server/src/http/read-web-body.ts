import type { BodyLimits, BodyRead } from './http-message.js';
import { isTooLarge, readWithinLimits } from './read-within-limits.js';

/** Reads the body of a web-standard request. */
export async function readWebBody({ headers, body, bodyUsed }: Request, limits: BodyLimits): Promise<BodyRead> {
  if (isTooLarge(headers.get('content-length'), limits)) return { failure: 'too-large' };
  if (!body) return { body: '' };
  if (bodyUsed || body.locked) return { failure: 'already-read' };
  const reader = body.getReader();
  return readWithinLimits(limits, ({ add, end, abort }) => {
    const readAll = async (): Promise<void> => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return end();
        add(value);
      }
    };
    readAll().catch(abort);
    // A stream that cannot be cancelled ends by itself.
    return () => void reader.cancel().catch(() => undefined);
  });
}
