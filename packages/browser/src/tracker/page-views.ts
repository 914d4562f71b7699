import { guard } from '../page/guard.js';
import { listen } from '../page/listen.js';

/**
 * Which URL changes are page views: `on`, changes before the hash; `hash`, all changes; `off`, none.
 *
 * @example
 * const pageViews: PageViewMode = 'hash';
 */
export type PageViewMode = 'on' | 'hash' | 'off';

/** A window with the Navigation API: https://developer.mozilla.org/docs/Web/API/Navigation_API */
type NavigationWindow = Window & {
  navigation?: EventTarget;
};

/** Milliseconds within which several changes of only the query are one view. */
const queryMs = 1_000;

/** The event of a history change. `navigationType` is `replace` or another type; null if only the state has changed. */
type EntryChange = Event & { navigationType?: string | null };

/**
 * Calls back once for the current page and once for each later URL, which it detects with the Navigation API or the
 * history methods: new URLs, back and forward, hash routes if enabled, and a return from the back-forward cache. A
 * replaced URL that differs only in its query or last slash is not a page view: filters write their values there, many
 * sites remove campaign parameters, and routers add the slash. Among pushed URLs that differ only in this way in quick
 * succession, the first and the last are page views.
 *
 * @param parameters the query parameters that identify a page, even if the URL is replaced; undefined: all parameters,
 * but a replaced query alone is not a page view
 * @param onView called with the previous URL; without one if the view's referrer is the document's
 */
export function watchPageViews(
  window: NavigationWindow,
  { pageViews: mode, pageParameters: parameters }: { pageViews: PageViewMode; pageParameters: string[] | undefined },
  onView: (previousUrl?: string) => void,
): void {
  const { location, history, navigation } = window;
  /** Returns a URL without its query and the last slash of its path. */
  const toPath = (url: string) => url.replace(/\?[^#]*/, '').replace(/\/(?=#|$)/, '');
  /** Returns the part of a URL that identifies the page: all of it, or its path and the option's parameters. */
  const toPage = (url: string) =>
    parameters ? [toPath(url), ...parameters.map((name) => new URL(url).searchParams.getAll(name))].join('\n') : url;
  let lastUrl = '';
  /** The last URL that was a page view. */
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

  // A router may call history methods that it saved before this script ran; this event reports these changes too.
  if (navigation) {
    listen(navigation, 'currententrychange', ({ navigationType }: EntryChange) => {
      if (navigationType) check(navigationType === 'replace');
    });
  }
  // A change of the hash fires `popstate` too.
  listen(window, 'popstate', () => check());
  listen(window, 'pageshow', ({ persisted }: PageTransitionEvent) => {
    if (persisted) onView();
  });
  // Other scripts may wrap these too, before or after; each wrapper sees each change once. The page may have frozen
  // `history`.
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
