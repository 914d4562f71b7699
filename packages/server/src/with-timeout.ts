import { OutboxError } from './outbox/outbox.js';

/** Waits for the outbox, at most `timeoutMs`. Rejects with `OutboxError` then; what was asked may be done later all the same. */
export async function withTimeout<Value>(promise: Promise<Value>, timeoutMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const text = `The outbox has not confirmed within ${timeoutMs} ms that the event is stored; it may be later.`;
      reject(new OutboxError('unavailable', text));
    }, timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
