import { createSafeDocument } from '../page/safe-document.js';

/** Calls back when the page has loaded and is idle. */
export function whenIdle(window: Window, call: () => void): void {
  const requestIdle = () => window.requestIdleCallback?.(call) ?? window.setTimeout(call);
  if (createSafeDocument(window.document).readyState === 'complete') requestIdle();
  else window.addEventListener('load', requestIdle);
}
