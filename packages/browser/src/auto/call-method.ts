import { attempt } from '../page/attempt.js';

type Methods = Pick<Element, 'addEventListener' | 'getAttribute' | 'matches' | 'querySelectorAll'>;

/**
 * Calls a method of a node by its prototype: a field of a form hides the form's own by its name, and an element the
 * document's (DOM clobbering). Undefined where it has no such method: a text, or the window.
 */
export const callMethod = <Name extends keyof Methods>(
  node: object,
  name: Name,
  ...args: Parameters<Methods[Name]>
): ReturnType<Methods[Name]> | undefined => attempt(() => Object.getPrototypeOf(node)[name].apply(node, args));
