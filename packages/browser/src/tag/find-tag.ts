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
 * loaded by another) the one whose URL the stack of this call has, or the one of the site that has the script's own path.
 * Other elements are ignored: page content can have any name, other scripts this file's name, and another script may evaluate
 * this one.
 *
 * @param document protected from page content
 * @param path the path that the server serves the script at; a proxy may serve it at another one that ends alike
 */
export function findTag(window: Window, document: Document, path: string): Tag {
  /** Resolves the URL as it was written, not by a `<base>` that may have come later; the page may have a `URL` of its own. */
  const toUrl = (script: Element) => {
    // None of a script in the page itself, into which an optimiser may have put this one.
    const src = script.getAttribute('src') ?? '';
    return (
      attempt(() => new URL(src, toBaseUrl(window)).href) ?? src.replace(/^\/(?!\/)/, `${window.location.origin}/`)
    );
  };
  const { currentScript } = document;
  const isCurrent = currentScript?.localName === 'script' && ownUrl.test(toUrl(currentScript));
  const scripts = [...document.querySelectorAll<HTMLScriptElement>(runningScripts)];
  const own = scripts.filter((each) => ownUrl.test(toUrl(each)));
  const stack = `${new Error().stack}`;
  const [script] = isCurrent
    ? [currentScript as HTMLScriptElement]
    : [
        ...own.filter((each) => stack.includes(`${toUrl(each)}:`)),
        // Where the stack does not tell.
        ...own.filter((each) => toUrl(each).split(/[?#]/)[0] === window.location.origin + path),
      ];
  const src = script ? toUrl(script) : '';
  return {
    // Nothing is relative to a `blob:` or `data:` URL, by which optimisers delay scripts.
    src: /^http/.test(src) ? src : '',
    nonce: script?.nonce ?? '',
    dataset: withoutPrototype(script?.dataset ?? {}),
  };
}

/** Consent platforms block scripts by types that browsers do not run. */
const runningScripts = 'script[src]:is(:not([type]),[type=""],[type=module],[type$=javascript])';
/** A URL that this script may have been loaded from. */
const ownUrl = /^(blob:|data:|http[^?#]*\/t\.js([?#]|$))/;

/** Returns the URL that relative ones are resolved by: the page's, or of a frame without one, its origin. */
export const toBaseUrl = ({ location, origin }: Window): string =>
  /^http/.test(location.protocol) ? location.href : origin;
