import { createProxy } from '../page/create-proxy.js';
import { guard } from '../page/guard.js';
import { readGlobal } from '../page/read-global.js';
import type { Fbq, PixelWindow } from './fbq.js';
import { readQueue, removeRevokes } from './fbq-queue.js';

/** The key under which a watched `fbq` has the page's original, shared by all copies of this script. */
const originalKey = 'twinbeam.fbq';

/** The key under which the original has whether the page's last call revoked consent. */
const revokedKey = 'twinbeam.revoked';

type WatchedFbq = Fbq & { [originalKey]?: Fbq; [revokedKey]?: boolean };

/**
 * Watches the page's own calls of `fbq('consent', 'revoke' | 'grant')`, including those in the library's queue.
 *
 * @returns a function that checks whether the page has a new `fbq`, and watches it
 */
export function watchConsent(window: PixelWindow, onDecision: (isGranted: boolean) => void): () => void {
  let watched: WatchedFbq | undefined;
  const decide = (fbq: WatchedFbq, [method, action]: unknown[]) => {
    if (method !== 'consent') return;
    fbq[revokedKey] = action !== 'grant';
    // The library stops at a `revoke` and would never reach the `grant` after it.
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
    // Meta's library warns about conflicting versions if the two differ.
    if (window._fbq === fbq) window._fbq = watched;
    const queued = readQueue(fbq);
    const lastQueued = queued.filter(([method]) => method === 'consent').pop();
    const last = lastQueued ?? (hasStopped(fbq, queued) ? ['consent', 'revoke'] : []);
    // A library that has loaded has stopped at a `revoke` before this `grant`.
    if (fbq.callMethod && last[1] === 'grant') original(...last);
    decide(original, last);
  });
}

/** Returns whether the library has stopped before the first `init`, which happens only at a `revoke`. */
const hasStopped = ({ callMethod, getState }: Fbq, queued: unknown[][]) =>
  callMethod && queued.some(([method]) => method === 'init') && !getState?.().pixels?.[0];

/** Returns the page's original of a watched `fbq`. Our own calls use it, so that they are not watched. */
export const readOriginal = (fbq: WatchedFbq): Fbq => fbq[originalKey] ?? fbq;

/** Returns whether the page is known to have revoked consent in its own `fbq`, and not to have granted it since. */
export const isRevokedByPage = (fbq: WatchedFbq): boolean => !!fbq[revokedKey];
