/** Calls back when the page has loaded and has nothing to do. */
export function whenIdle(window: Window, call: () => void): void {
  const idle = () => window.requestIdleCallback?.(call) ?? window.setTimeout(call);
  if (window.document.readyState === 'complete') idle();
  else window.addEventListener('load', idle);
}
