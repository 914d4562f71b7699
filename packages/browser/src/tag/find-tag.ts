/** What the tag of the script says. */
export interface Tag {
  /** Where the script was loaded from; empty where the tag is not found. */
  src: string;
  nonce: string;
  /** Its `data-*` attributes; undefined where the tag is not found. */
  dataset?: DOMStringMap;
}

/**
 * Finds the script element that has loaded this script: the current one, or where there is none (a module, a script that is
 * evaluated or loaded by another) the one of its address. Other elements are never believed: page content can have any name.
 *
 * @param path the path that the server serves the script at; a host may serve it at another one that ends alike
 */
export function findTag({ document, location }: { document: Document; location: Location }, path: string): Tag {
  /** Resolves the address as it was written, not by a `<base>` that may have come later. */
  const toUrl = (script: HTMLScriptElement) => {
    try {
      return new URL(script.getAttribute('src') ?? '', location.href);
    } catch {
      return undefined;
    }
  };
  const isOurs = (script: unknown): script is HTMLScriptElement => {
    if (!(script instanceof HTMLScriptElement)) return false;
    const { pathname = '' } = toUrl(script) ?? {};
    return pathname === path || pathname.endsWith('/t.js');
  };
  const { currentScript } = document;
  const script = [currentScript, ...document.querySelectorAll('script[src]')].find(isOurs);
  if (!script) return { src: '', nonce: '' };
  return { src: toUrl(script)?.href ?? '', nonce: script.nonce, dataset: script.dataset };
}
