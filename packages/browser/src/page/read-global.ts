import { attempt } from './attempt.js';

/**
 * Reads a global variable; undefined where its getter throws. An element with that id is none: it is a property of the
 * window's prototype.
 */
export const readGlobal = (window: object, name: string): unknown =>
  attempt(() => Object.getOwnPropertyDescriptor(window, name) && window[name as keyof object]);
