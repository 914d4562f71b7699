import { attempt } from './attempt.js';

/**
 * Reads a global variable; returns undefined if its getter throws. Ignores an element with that id, which is not an own
 * property of the window.
 */
export const readGlobal = (window: object, name: string): unknown =>
  attempt(() => Object.getOwnPropertyDescriptor(window, name) && window[name as keyof object]);
