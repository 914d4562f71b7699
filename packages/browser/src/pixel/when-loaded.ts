import { listen } from '../page/listen.js';
import { createSafeDocument } from '../page/safe-document.js';

/** Calls back when the page has loaded; at once, if it already has. */
export function whenLoaded(window: Window, call: () => void): void {
  if (createSafeDocument(window).readyState === 'complete') call();
  else listen(window, 'load', call);
}

/** Calls back when the page has loaded and is idle. */
export const whenIdle = (window: Window, call: () => void): void =>
  whenLoaded(window, () => window.requestIdleCallback?.(call) ?? window.setTimeout(call));
