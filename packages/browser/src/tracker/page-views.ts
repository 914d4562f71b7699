import { guard } from '../page/guard.js';

/**
 * Changes of the address that are page views: `on`, those before the hash; `hash`, all; `off`, none.
 *
 * @example
 * const pageViews: PageViewMode = 'hash';
 */
export type PageViewMode = 'on' | 'hash' | 'off';

/** A window with the Navigation API: https://developer.mozilla.org/docs/Web/API/Navigation_API */
type NavigationWindow = Window & {
  navigation?: EventTarget;
};

/** The event of a new entry: `replace` among others; null where the entry alone has changed. */
type EntryChange = Event & { navigationType?: string | null };

/**
 * Calls back once for the page as it is and once for each address that follows, by the Navigation API or else the history's
 * methods, by back and forward, by routes in the hash if asked for, and by a page that comes back from the back-forward
 * cache. A replaced address whose query alone differs is no page: filters write their values there, and many sites remove
 * the parameters of campaigns.
 *
 * @param onView called with the previous address; without one for a view whose referrer is the page's own
 */
export function watchPageViews(
  window: NavigationWindow,
  mode: PageViewMode,
  onView: (previousUrl?: string) => void,
): void {
  const { location, history, navigation } = window;
  const toPath = (url: string) => url.replace(/\?[^#]*/, '');
  let lastUrl: string | undefined;
  const check = (isReplaced = false) => {
    const url = mode === 'hash' ? location.href : (location.href.split('#')[0] as string);
    const previousUrl = lastUrl;
    if (url === previousUrl) return;
    lastUrl = url;
    if (!isReplaced || toPath(url) !== toPath(previousUrl ?? '')) onView(previousUrl);
  };
  check();

  // A router may have kept the history's own methods from before this script; this event sees their changes too.
  navigation?.addEventListener('currententrychange', ({ navigationType }: EntryChange) => {
    if (navigationType) check(navigationType === 'replace');
  });
  // A route in the hash changes by `popstate` as well.
  window.addEventListener('popstate', () => check());
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) onView();
  });
  // Other scripts may wrap these too, before or after; each sees each change once. A page may have frozen them.
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    guard(() => {
      history[name] = function twinbeam(...change) {
        original.apply(this, change);
        check(name === 'replaceState');
      };
    })();
  }
}
