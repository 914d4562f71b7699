import { createClosedError } from '../outbox.js';

/** State of an outbox in memory: it is open until it is closed. */
export interface Opening {
  /** Throws `OutboxError` once it is closed. */
  check(): void;
  /** Makes each method of an object reject once it is closed. */
  guard<Methods extends object>(methods: Methods): Methods;
  close(): void;
}

export function createOpening(): Opening {
  let isClosed = false;
  const check = (): void => {
    if (isClosed) throw createClosedError();
  };
  const guardMethod =
    (method: (...args: unknown[]) => unknown) =>
    async (...args: unknown[]): Promise<unknown> => {
      check();
      return method(...args);
    };
  return {
    check,
    guard: <Methods extends object>(methods: Methods) =>
      Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, guardMethod(method)])) as Methods,
    close() {
      isClosed = true;
    },
  };
}
