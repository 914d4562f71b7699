import { guard } from '../guard.js';

/**
 * Which addresses are pages of their own: `on`, all that differ before the hash; `hash`, all that differ; `off`, none is
 * counted by itself.
 */
export type PageViewMode = 'on' | 'hash' | 'off';

/**
 * Calls back once for the page as it is and once for each address that follows, by whatever way: the history's methods,
 * back and forward, routes in the hash if asked for, and a page that comes back whole from the browser's cache.
 *
 * @param view is told where the visitor came from, unless that is the page's own referrer
 */
export function watchPageViews(window: Window, mode: PageViewMode, view: (referrer?: string) => void): void {
  const { location, history } = window;
  let last: string | undefined;
  const look = () => {
    const url = mode === 'hash' ? location.href : location.href.split('#')[0];
    if (url !== last) {
      const before = last;
      last = url;
      view(before);
    }
  };
  look();

  // A route in the hash changes by `popstate` as well.
  window.addEventListener('popstate', look);
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) view();
  });
  // Whoever wraps these too, before or after, calls on: each sees each change once. A page may have frozen them.
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    guard(() => {
      history[name] = function twinbeam(...change) {
        original.apply(this, change);
        look();
      };
    })();
  }
}
