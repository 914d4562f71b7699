import { isObject } from './is-object.js';

type DataLayer = unknown[];

/** Takes each event of a data layer. */
export type OnEvent = (name: string, parameters: Record<string, unknown>) => void;

/**
 * Tells each event of `window.dataLayer`, those that are there and those to come: objects with `event` as for Google Tag
 * Manager, and the commands of `gtag`. What is pushed goes on to whoever else reads it.
 *
 * @returns a function that stops it
 */
export function watchDataLayer(window: Window, onEvent: OnEvent): () => void {
  const page = window as Window & { dataLayer?: DataLayer };
  const watched = new Set<DataLayer>();
  let stopped = false;
  // Tag Manager remembers what was pushed before an event, so pages may push the two apart; it serves one event.
  let waiting: unknown;

  const read = (entry: unknown) => {
    if (!isObject(entry)) return;
    const { 0: command, 1: name, 2: parameters, event, ecommerce = waiting, ...rest } = entry;
    if (command === 'event' && typeof name === 'string') onEvent(name, { ...(parameters as object) });
    else if (typeof event === 'string') {
      // Tag Manager's own, such as `gtm.js`, are no events of the visitor's.
      if (event.startsWith('gtm.')) return;
      waiting = undefined;
      onEvent(event, { ...rest, ...(ecommerce as object) });
    } else waiting = ecommerce;
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
      const answer = push.apply(dataLayer, entries);
      entries.forEach(readSafely);
      return answer;
    };
  };
  watch();
  // A page that makes its data layer anew has done so by then.
  window.addEventListener('load', watch);
  return () => {
    stopped = true;
    window.removeEventListener('load', watch);
  };
}
