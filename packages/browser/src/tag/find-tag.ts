import { attempt } from '../page/attempt.js';
import { withoutPrototype } from '../page/without-prototype.js';

/** Attributes of the script's tag. */
export interface Tag {
  /** The URL that the script was loaded from; empty where the tag is not found. */
  src: string;
  nonce: string;
  /** Its `data-*` attributes; empty where the tag is not found. */
  dataset: DOMStringMap;
}

/**
 * Finds the script element that has loaded this script: the current one, or where there is none (a module, a script that is
 * evaluated or loaded by another) the one whose URL the stack of this call has, or the one of the site that has the
 * script's own path. Other elements are ignored: page content can have any name, and other scripts this file's name.
 *
 * @param document protected from page content
 * @param path the path that the server serves the script at; a proxy may serve it at another one that ends alike
 */
export function findTag(window: Window, document: Document, path: string): Tag {
  /** Resolves the URL as it was written, not by a `<base>` that may have come later. */
  const toUrl = (script: HTMLScriptElement) =>
    attempt(() => new URL(script.getAttribute('src') as string, toBaseUrl(window)));
  const { currentScript } = document;
  const isCurrent = currentScript instanceof HTMLScriptElement && toUrl(currentScript)?.pathname.endsWith('/t.js');
  const scripts = isCurrent ? [currentScript] : [...document.querySelectorAll<HTMLScriptElement>('script[src]')];
  const stack = `${new Error().stack}`;
  const script =
    scripts.find((each) => isCurrent || stack.includes(`${toUrl(each)?.href}:`)) ??
    scripts.find((each) => {
      const { origin, pathname } = toUrl(each) ?? {};
      return origin === window.origin && pathname === path;
    });
  if (!script) return { src: '', nonce: '', dataset: withoutPrototype({}) };
  const { href = '' } = toUrl(script) ?? {};
  // Nothing is relative to a `blob:` or `data:` URL, by which optimisers delay scripts.
  return { src: /^http/.test(href) ? href : '', nonce: script.nonce, dataset: withoutPrototype({ ...script.dataset }) };
}

/** Returns the URL that relative ones are resolved by: the page's, or of a frame without one, its origin. */
export const toBaseUrl = ({ location, origin }: Window): string =>
  /^http/.test(location.protocol) ? location.href : origin;
