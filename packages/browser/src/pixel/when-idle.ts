import { whenLoaded } from './when-loaded.js';

/** Calls back when the page has loaded and is idle. */
export const whenIdle = (window: Window, call: () => void): void =>
  whenLoaded(window, () => window.requestIdleCallback?.(call) ?? window.setTimeout(call));
