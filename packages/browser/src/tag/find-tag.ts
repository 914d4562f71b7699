import { attempt } from '../page/attempt.js';
import { withoutPrototype } from '../page/without-prototype.js';

/** Attributes of the script's tag. */
export interface Tag {
  /** The URL from which the script was loaded; empty if the tag is not found. */
  src: string;
  nonce: string;
  /** Its `data-*` attributes; empty if the tag is not found. */
  dataset: DOMStringMap;
}

/**
 * Finds the script element that has loaded this script: `currentScript`; if there is none (a module, or a script that
 * is loaded by another), the element whose URL is in this call's stack trace, or else the site's own element with the
 * script's path. Other elements are ignored: page content can have any name, another script may have the same file
 * name, and another script may evaluate this one.
 *
 * @param document the safe document, whose members page content cannot hide
 * @param path the path at which the server serves the script; a proxy may serve it at another path with the same ending
 */
export function findTag(window: Window, document: Document, path: string): Tag {
  /** Resolves `src` without a `<base>`, which may have been added later. The page may have replaced `URL`. */
  const toUrl = (script: Element) => {
    // An inline script, into which an optimiser may have put this script, has no `src`.
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
        // If the stack trace has no such URL.
        ...own.filter((each) => toUrl(each).split(/[?#]/)[0] === window.location.origin + path),
      ];
  const src = script ? toUrl(script) : '';
  return {
    // Optimisers delay scripts with `blob:` and `data:` URLs, which have no host to send to.
    src: /^http/.test(src) ? src : '',
    nonce: script?.nonce ?? '',
    dataset: withoutPrototype(script?.dataset ?? {}),
  };
}

/** Scripts that run: consent platforms block a script by giving it a type that browsers do not run. */
const runningScripts = 'script[src]:is(:not([type]),[type=""],[type=module],[type$=javascript])';
/** A URL from which this script may have been loaded. */
const ownUrl = /^(blob:|data:|http[^?#]*\/t\.js([?#]|$))/;

/** Returns the base for relative URLs: the page's URL, or the origin of a frame without an HTTP URL. */
export const toBaseUrl = ({ location, origin }: Window): string =>
  /^http/.test(location.protocol) ? location.href : origin;
