import type { EventStore } from './events/event-store.js';

/** Waits until a condition is met; checks it after each change of the store. Resolves to false after the timeout. */
export function waitUntil(store: EventStore, isMet: () => boolean, timeoutMs: number): Promise<boolean> {
  if (isMet() || timeoutMs <= 0) return Promise.resolve(isMet());
  return new Promise((resolve) => {
    const end = (met: boolean) => {
      removeListener();
      clearTimeout(timer);
      resolve(met);
    };
    const timer = setTimeout(() => end(isMet()), timeoutMs);
    const removeListener = store.onChange(() => {
      if (isMet()) end(true);
    });
  });
}
