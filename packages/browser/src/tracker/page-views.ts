import { guard } from '../page/guard.js';

/**
 * Changes of the address that are page views: `on`, those before the hash; `hash`, all; `off`, none.
 *
 * @example
 * const pageViews: PageViewMode = 'hash';
 */
export type PageViewMode = 'on' | 'hash' | 'off';

/**
 * Calls back once for the page as it is and once for each address that follows, by the history's methods, by back and
 * forward, by routes in the hash if asked for, and by a page that comes back from the back-forward cache.
 *
 * @param onView called with the previous address; without one for a view whose referrer is the page's own
 */
export function watchPageViews(window: Window, mode: PageViewMode, onView: (previousUrl?: string) => void): void {
  const { location, history } = window;
  let lastUrl: string | undefined;
  const check = () => {
    const url = mode === 'hash' ? location.href : location.href.split('#')[0];
    if (url !== lastUrl) {
      const previousUrl = lastUrl;
      lastUrl = url;
      onView(previousUrl);
    }
  };
  check();

  // A route in the hash changes by `popstate` as well.
  window.addEventListener('popstate', check);
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) onView();
  });
  // Other scripts may wrap these too, before or after; each sees each change once. A page may have frozen them.
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    guard(() => {
      history[name] = function twinbeam(...change) {
        original.apply(this, change);
        check();
      };
    })();
  }
}
