import { guard } from './guard.js';

/**
 * Adds a script to a page, with the nonce of the page's content security policy and the `data-*` attributes that the
 * script reads. On a page that requires trusted types and has no policy for this URL, nothing is added.
 */
export const addScript = guard(
  (
    { document }: Window,
    src: string,
    nonce: string,
    onload: (() => void) | null = null,
    onerror: (() => void) | null = null,
    data?: DOMStringMap,
  ): void => {
    const script = document.createElement('script');
    Object.assign(script, { src, nonce, onload, onerror });
    Object.assign(script.dataset, data);
    document.head.append(script);
  },
);
