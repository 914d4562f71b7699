import { createProxy } from '../page/create-proxy.js';
import { guard } from '../page/guard.js';
import { readGlobal } from '../page/read-global.js';
import type { Fbq, PixelWindow } from './fbq.js';
import { readQueue, removeRevokes } from './fbq-queue.js';

/** Key of the page's function behind a watched one, for every copy of this script. */
const originalKey = 'twinbeam.fbq';

type WatchedFbq = Fbq & { [originalKey]?: Fbq };

/**
 * Watches the page's own calls of `fbq('consent', 'revoke' | 'grant')`, also those that wait in the queue for the library.
 *
 * @returns a function that looks for a `fbq` that is new on the page, and watches that too
 */
export function watchConsent(window: PixelWindow, onDecision: (isGranted: boolean) => void): () => void {
  let watched: WatchedFbq | undefined;
  const decide = (fbq: Fbq, [method, action]: unknown[]) => {
    if (method !== 'consent') return;
    // The library would never reach a `grant` that is queued behind it.
    if (action === 'grant') removeRevokes(fbq);
    onDecision(action === 'grant');
  };
  return guard(() => {
    const fbq = readGlobal(window, 'fbq') as WatchedFbq | undefined;
    if (!fbq || fbq === watched) return;
    watched = fbq;
    const original: WatchedFbq = readOriginal(fbq);
    original[originalKey] = original;
    const proxy = createProxy(fbq, {
      apply(_target, self, call) {
        fbq.apply(self, call as Parameters<Fbq>);
        guard(decide)(original, call);
      },
    });
    if (typeof proxy === 'function') window.fbq = proxy;
    watched = readGlobal(window, 'fbq') as Fbq;
    // Meta's library warns of conflicting versions where these two differ.
    if (window._fbq === fbq) window._fbq = watched;
    const queued = readQueue(fbq);
    const lastQueued = queued.filter(([method]) => method === 'consent').pop();
    const last = lastQueued ?? (hasStopped(fbq, queued) ? ['consent', 'revoke'] : []);
    // A library that is there has stopped at a `revoke` before this `grant`.
    if (fbq.callMethod && last[1] === 'grant') original(...last);
    decide(original, last);
  });
}

/** Returns whether the library has stopped before the first `init`, which it does at a `revoke` alone. */
const hasStopped = ({ callMethod, getState }: Fbq, queued: unknown[][]) =>
  callMethod && queued.some(([method]) => method === 'init') && !getState?.().pixels?.[0];

/** Returns the page's function behind a watched one: calls of it are not the page's own. */
export const readOriginal = (fbq: WatchedFbq): Fbq => fbq[originalKey] ?? fbq;
