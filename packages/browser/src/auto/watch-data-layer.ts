import { isObject } from './is-object.js';

type DataLayer = unknown[];

/** Called with each event of a data layer. */
export type OnEvent = (name: string, parameters: Record<string, unknown>) => void;

/**
 * Watches the events of `window.dataLayer`, present and future ones: objects with `event` as for Google Tag Manager, and
 * the commands of `gtag`. Other readers of the data layer get every entry as before.
 *
 * @returns a function that stops watching
 */
export function watchDataLayer(window: Window, onEvent: OnEvent): () => void {
  const page = window as Window & { dataLayer?: DataLayer };
  const watched = new Set<DataLayer>();
  let stopped = false;
  // Tag Manager remembers values that were pushed before an event, so pages may push the two apart. They serve one event.
  let pendingEcommerce: unknown;

  const read = (entry: unknown) => {
    if (!isObject(entry)) return;
    const { 0: command, 1: name, 2: parameters, event, ecommerce = pendingEcommerce, ...rest } = entry;
    if (command === 'event' && typeof name === 'string') onEvent(name, { ...(parameters as object) });
    else if (typeof event === 'string') {
      // Tag Manager's own, such as `gtm.js`, are not events of the visitor.
      if (event.startsWith('gtm.')) return;
      pendingEcommerce = undefined;
      onEvent(event, { ...rest, ...(ecommerce as object) });
    } else pendingEcommerce = ecommerce;
  };
  const readSafely = (entry: unknown) => {
    try {
      if (!stopped) read(entry);
    } catch (error) {
      console.warn(error);
    }
  };

  const watch = () => {
    page.dataLayer ??= [];
    const { dataLayer } = page;
    if (!Array.isArray(dataLayer) || watched.has(dataLayer)) return;
    watched.add(dataLayer);
    for (const entry of dataLayer) readSafely(entry);
    const { push } = dataLayer;
    dataLayer.push = (...entries) => {
      const length = push.apply(dataLayer, entries);
      entries.forEach(readSafely);
      return length;
    };
  };
  watch();
  // A page that creates its data layer anew has done so by then.
  window.addEventListener('load', watch);
  return () => {
    stopped = true;
    window.removeEventListener('load', watch);
  };
}
