import { createSafeDocument } from '../../page/safe-document.js';
import { style } from './style.js';

/**
 * Creates the shadow root of an overlay, from which no style leaks in or out. Its host is not in the page yet. Returns
 * undefined in a browser without constructable style sheets.
 */
export function createOverlayRoot(window: Window): ShadowRoot | undefined {
  const root = createSafeDocument(window).createElement('twinbeam-debug').attachShadow({ mode: 'open' });
  if (!root.adoptedStyleSheets) return undefined;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  return root;
}
