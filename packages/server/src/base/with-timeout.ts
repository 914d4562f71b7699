/** Waits for a promise for at most `timeoutMs` milliseconds, then rejects with the error that `createError` returns. */
export async function withTimeout<Value>(
  promise: Value | Promise<Value>,
  timeoutMs: number,
  createError: () => Error,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(createError()), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
