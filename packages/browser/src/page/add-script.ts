import { attempt } from './attempt.js';
import { guard } from './guard.js';
import { createSafeDocument } from './safe-document.js';

/** Parts of a script element. */
export interface ScriptParts {
  src: string;
  nonce: string;
  onload?: (() => void) | null | undefined;
  onerror?: (() => void) | null | undefined;
}

/** Adds an element to the head of a page, or to the document element if the page has removed its head. */
function addToHead(window: Window, name: 'link' | 'script', members: object): void {
  const document = createSafeDocument(window);
  const element = Object.assign(document.createElement(name), members);
  (document.head ?? document.documentElement).appendChild(element);
}

/**
 * Adds a script to a page, with the nonce of the page's content security policy. If Trusted Types are required and the
 * policy `twinbeam` is not allowed, the page's default policy decides.
 */
export const addScript = guard((window: Window, { src, nonce, onload = null, onerror = null }: ScriptParts): void => {
  addToHead(window, 'script', { src: toScriptUrl(window, src), nonce, onload, onerror });
});

/** Preloads a script. The page's load event does not wait for it. */
export function preloadScript(window: Window, { src: href, ...parts }: ScriptParts): void {
  addToHead(window, 'link', { rel: 'preload', as: 'script', href, ...parts });
}

/** A window with Trusted Types: https://developer.mozilla.org/docs/Web/API/Trusted_Types_API */
type TrustedWindow = Window & {
  trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } };
};

/** Makes a URL trusted. The URLs of this script's files and of Meta's library come from the server's options. */
function toScriptUrl(window: TrustedWindow, src: string): string {
  const toTrusted = () =>
    window.trustedTypes?.createPolicy('twinbeam', { createScriptURL: (url: string) => url }).createScriptURL(src);
  // Throws if the page's content security policy does not allow this policy.
  return attempt(toTrusted) ?? src;
}
