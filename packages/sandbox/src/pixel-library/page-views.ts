/** Calls back when a page returns from the back-forward cache. Meta's library ignores `disablePushState` here. */
export function watchReturns(onView: () => void): void {
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) onView();
  });
}

/** Calls back after each change of the URL. */
export function watchHistory(onView: () => void): void {
  let last = location.href;
  const look = () => {
    if (location.href === last) return;
    last = location.href;
    onView();
  };
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function patched(...args) {
      original.apply(this, args);
      look();
    };
  }
  addEventListener('popstate', look);
}
