import { guard } from '../page/guard.js';
import type { Fbq, PixelWindow } from './fbq.js';

/** Milliseconds between checks whether the library has loaded, and the maximum number of checks. */
const pollMs = 500;
const maxPolls = 60;

/**
 * Creates a function that runs a call at once if the library has loaded, or if the call can be queued and none waits
 * before it; otherwise when the library has loaded.
 *
 * @param waiting the calls that wait for the library
 */
export function createLibraryWait(window: PixelWindow, fbq: Fbq, waiting: (() => void)[]) {
  let polls = 0;
  const drain = () => {
    if (!fbq.callMethod && polls++ < maxPolls) {
      window.setTimeout(drain, pollMs);
      return;
    }
    for (const call of waiting.splice(0)) guard(call)();
  };
  return (call: () => void, canQueue: boolean) => {
    if (fbq.callMethod && waiting[0]) drain();
    if (fbq.callMethod || (canQueue && !waiting[0])) return call();
    waiting.push(call);
    if (!waiting[1]) drain();
  };
}
