import { guard } from './guard.js';

/** What a script element is made of. */
export interface ScriptParts {
  src: string;
  nonce: string;
  onload?: (() => void) | null | undefined;
  onerror?: (() => void) | null | undefined;
  /** The `data-*` attributes that the script reads. */
  data?: DOMStringMap;
}

/**
 * Adds a script to a page, with the nonce of the page's content security policy. On a page that requires trusted types and has no policy for this URL, nothing is added.
 */
export const addScript = guard(
  ({ document }: Window, { src, nonce, onload = null, onerror = null, data }: ScriptParts): void => {
    const script = document.createElement('script');
    Object.assign(script, { src, nonce, onload, onerror });
    Object.assign(script.dataset, data);
    document.head.append(script);
  },
);
