/** Calls back after each change of the address, which Meta's library counts as a page view unless the page opts out. */
export function watchHistory(onChange: () => void): void {
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function patched(...args) {
      const before = location.href;
      original.apply(this, args);
      if (location.href !== before) onChange();
    };
  }
  window.addEventListener('popstate', onChange);
}
