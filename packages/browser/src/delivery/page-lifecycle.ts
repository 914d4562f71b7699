import { listen } from '../page/listen.js';
import { createSafeDocument } from '../page/safe-document.js';

/** Handlers for the events of a page's lifecycle. */
export interface LifecycleHandlers {
  /** The page may be gone in a moment. */
  onLeave(): void;
  /** The page is visible again, or has come back from the back-forward cache. */
  onReturn(): void;
  onOnline(): void;
}

/** The lifecycle of a page (https://developer.chrome.com/docs/web-platform/page-lifecycle-api). */
export interface PageLifecycle {
  /** Returns whether the page is between `pagehide` and `pageshow`: it loses the responses of its requests. */
  isPageHidden(): boolean;
  watch(handlers: LifecycleHandlers): void;
}

/** Creates the lifecycle of a window. */
export function createPageLifecycle(window: Window): PageLifecycle {
  const document = createSafeDocument(window);
  let pageHidden = false;
  return {
    // Chromium ends requests before the event. Behind a listener of the page the requests have failed when ours is called.
    isPageHidden: () => pageHidden || window.event?.type === 'pagehide',
    watch({ onLeave, onReturn, onOnline }) {
      listen(window, 'pagehide', () => {
        onLeave();
        pageHidden = true;
      });
      listen(window, 'pageshow', () => {
        pageHidden = false;
        onReturn();
      });
      listen(document, 'visibilitychange', () => (document.hidden ? onLeave() : onReturn()));
      listen(window, 'online', onOnline);
    },
  };
}
