import { guard } from '../page/guard.js';
import { listen } from '../page/listen.js';

/**
 * Changes of the URL that are page views: `on`, those before the hash; `hash`, all; `off`, none.
 *
 * @example
 * const pageViews: PageViewMode = 'hash';
 */
export type PageViewMode = 'on' | 'hash' | 'off';

/** A window with the Navigation API: https://developer.mozilla.org/docs/Web/API/Navigation_API */
type NavigationWindow = Window & {
  navigation?: EventTarget;
};

/** Milliseconds in which changes of the query alone are one view. */
const queryMs = 1_000;

/** The event of a new entry: `replace` among others; null where the entry alone has changed. */
type EntryChange = Event & { navigationType?: string | null };

/**
 * Calls back once for the page as it is and once for each URL that follows, by the Navigation API or else the history's
 * methods, by back and forward, by routes in the hash if asked for, and by a page that comes back from the back-forward
 * cache. A replaced URL whose query or last slash alone differs is no page: filters write their values there, many sites
 * remove the parameters of campaigns, and routers add the slash. Of pushed URLs that differ so, in quick succession, the
 * first and the last are.
 *
 * @param parameters the query parameters that make a page, also where it is replaced; undefined: all, where it is not
 * @param onView called with the previous URL; without one for a view whose referrer is the page's own
 */
export function watchPageViews(
  window: NavigationWindow,
  { pageViews: mode, pageParameters: parameters }: { pageViews: PageViewMode; pageParameters: string[] | undefined },
  onView: (previousUrl?: string) => void,
): void {
  const { location, history, navigation } = window;
  /** Returns a URL without its query and the last slash of its path. */
  const toPath = (url: string) => url.replace(/\?[^#]*/, '').replace(/\/(?=#|$)/, '');
  /** Returns what makes the page of a URL: all of it, or its path and the parameters that the option names. */
  const toPage = (url: string) =>
    parameters ? [toPath(url), ...parameters.map((name) => new URL(url).searchParams.getAll(name))].join('\n') : url;
  let lastUrl = '';
  /** The last URL that was a view. */
  let viewedUrl = '';
  let timer: number | undefined;
  const view = () => {
    const previousUrl = viewedUrl;
    viewedUrl = lastUrl;
    if (!previousUrl || toPage(viewedUrl) !== toPage(previousUrl)) onView(previousUrl || undefined);
  };
  const check = guard((isReplaced = false) => {
    const url = mode === 'hash' ? location.href : (location.href.split('#')[0] as string);
    if (url === lastUrl) return;
    const isQuery = toPath(url) === toPath(lastUrl);
    lastUrl = url;
    if (isQuery && isReplaced && !parameters) {
      viewedUrl = url;
      return;
    }
    if (!isQuery || !timer) view();
    if (!isQuery) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      timer = undefined;
      guard(view)();
    }, queryMs);
  });
  check();

  // A router may have kept the history's own methods from before this script; this event sees their changes too.
  if (navigation) {
    listen(navigation, 'currententrychange', ({ navigationType }: EntryChange) => {
      if (navigationType) check(navigationType === 'replace');
    });
  }
  // A route in the hash changes by `popstate` as well.
  listen(window, 'popstate', () => check());
  listen(window, 'pageshow', ({ persisted }: PageTransitionEvent) => {
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
