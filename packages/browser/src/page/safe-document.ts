import { attempt } from './attempt.js';
import { createProxy } from './create-proxy.js';

/**
 * Creates a proxy of a window's document whose members cannot be hidden by page content. An element whose `name` or
 * `id` is that of a member hides it (DOM clobbering,
 * https://html.spec.whatwg.org/multipage/dom.html#dom-document-nameditem): then the member of the prototype is used. A
 * getter, function or plain value that a script has set is kept. On a page that has replaced `Proxy` or `Reflect` the
 * result is the document itself.
 */
export function createSafeDocument({ document }: Pick<Window, 'document'>): Document {
  const prototype = Object.getPrototypeOf(document);
  const isHidden = (key: PropertyKey) => typeof Object.getOwnPropertyDescriptor(document, key)?.value === 'object';
  const safe = createProxy({} as Document, {
    get(_target, key) {
      const value = Reflect.get(isHidden(key) ? prototype : document, key, document);
      return typeof value === 'function' ? value.bind(document) : value;
    },
    set: (_target, key, value) => Reflect.set(isHidden(key) ? prototype : document, key, value, document),
  });
  return attempt(() => safe?.nodeType && safe) || document;
}
