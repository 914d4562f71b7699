import { attempt } from '../page/attempt.js';

type Methods = Pick<Element, 'addEventListener' | 'getAttribute' | 'matches' | 'querySelectorAll'>;

/**
 * Calls a method of a node's prototype, because a form field named like a method hides the form's method, and a named
 * element the document's (DOM clobbering). Returns undefined for a node without that method: a text node, or the
 * window.
 */
export const callMethod = <Name extends keyof Methods>(
  node: object,
  name: Name,
  ...args: Parameters<Methods[Name]>
): ReturnType<Methods[Name]> | undefined => attempt(() => Object.getPrototypeOf(node)[name].apply(node, args));
