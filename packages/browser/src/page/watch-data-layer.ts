type DataLayer = unknown[];

/**
 * Watches `window.dataLayer`: calls back with the present entries, and with those of each later push. Other readers
 * still get every entry. If the page replaces its data layer before its load event, both are read.
 *
 * @returns a function that stops watching
 */
export function watchDataLayer(window: Window, onEntries: (entries: unknown[]) => void): () => void {
  const page = window as Window & { dataLayer?: DataLayer };
  let watched: DataLayer | undefined;
  let stopped = false;

  const watch = () => {
    page.dataLayer ??= [];
    const { dataLayer } = page;
    if (!Array.isArray(dataLayer) || dataLayer === watched) return;
    watched = dataLayer;
    onEntries(dataLayer);
    const { push } = dataLayer;
    dataLayer.push = (...entries) => {
      const length = push.apply(dataLayer, entries);
      if (!stopped) onEntries(entries);
      return length;
    };
  };
  watch();
  window.addEventListener('load', watch);
  return () => {
    stopped = true;
    window.removeEventListener('load', watch);
  };
}
