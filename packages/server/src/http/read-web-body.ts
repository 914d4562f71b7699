import type { BodyLimits, BodyRead } from './http-message.js';

/** Reads the body of a web-standard request. */
export async function readWebBody(
  { headers, body, bodyUsed }: Request,
  { maxBytes, timeoutMs, budget }: BodyLimits,
): Promise<BodyRead> {
  if (Number(headers.get('content-length') ?? 0) > maxBytes) return { failure: 'too-large' };
  if (!body) return { body: '' };
  if (bodyUsed || body.locked) return { failure: 'already-read' };
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let taken = 0;
  const readAll = async (): Promise<BodyRead> => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { body: Buffer.concat(chunks) };
      if (!budget.take(value.length)) return { failure: 'no-memory' };
      taken += value.length;
      if (taken > maxBytes) return { failure: 'too-large' };
      chunks.push(value);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<BodyRead>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, { failure: 'too-slow' });
  });
  try {
    const read = await Promise.race([readAll().catch((): BodyRead => ({ body: '' })), tooSlow]);
    // The rest of the body is not needed. A stream that cannot be cancelled ends by itself.
    if ('failure' in read) reader.cancel().catch(() => undefined);
    return read;
  } finally {
    clearTimeout(timer);
    budget.giveBack(taken);
  }
}
