import { createSafeDocument } from '../page/safe-document.js';

/** Called at the events of a page's life. */
export interface LifecycleHandlers {
  /** The page may be gone in a moment. */
  onLeave(): void;
  /** The page is visible again, or has come back from the back-forward cache. */
  onReturn(): void;
  onOnline(): void;
}

/** The life of a page (https://developer.chrome.com/docs/web-platform/page-lifecycle-api). */
export interface PageLifecycle {
  /** Whether the page is between `pagehide` and `pageshow`: it loses the responses of its requests. */
  pageHidden: boolean;
  watch(handlers: LifecycleHandlers): void;
}

/** Creates the lifecycle of a window. */
export function createPageLifecycle(window: Window): PageLifecycle {
  const document = createSafeDocument(window.document);
  const lifecycle: PageLifecycle = {
    pageHidden: false,
    watch({ onLeave, onReturn, onOnline }) {
      window.addEventListener('pagehide', () => {
        onLeave();
        lifecycle.pageHidden = true;
      });
      window.addEventListener('pageshow', () => {
        lifecycle.pageHidden = false;
        onReturn();
      });
      document.addEventListener('visibilitychange', () => (document.hidden ? onLeave() : onReturn()));
      window.addEventListener('online', onOnline);
    },
  };
  return lifecycle;
}
