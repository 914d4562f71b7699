import { guard } from '../page/guard.js';
import { watchDataLayer } from '../page/watch-data-layer.js';
import { flattenAction } from './flatten-action.js';
import { isObject } from './is-object.js';

/** Called with each event of a data layer. */
export type OnEvent = (name: string, parameters: Record<string, unknown>) => void;

/**
 * Watches the present and future events of `window.dataLayer`: objects with `event`, as for Google Tag Manager, and
 * `gtag` commands. Other readers of the data layer still get every entry.
 *
 * @returns a function that stops watching
 */
export function watchGa4Events(window: Window, onEvent: OnEvent): () => void {
  // Tag Manager remembers pushed values, so pages may push `ecommerce` before its event. Here it applies to one event
  // only.
  let pendingEcommerce: unknown;

  const read = guard((entry: unknown) => {
    if (!isObject(entry)) return;
    const { 0: command, 1: name, 2: parameters, event, ecommerce = pendingEcommerce, ...rest } = entry;
    if (command === 'event' && typeof name === 'string') onEvent(name, { ...(parameters as object) });
    else if (typeof event === 'string') {
      // Tag Manager's own events, such as `gtm.js`, are not actions of the visitor.
      if (event.startsWith('gtm.')) return;
      pendingEcommerce = undefined;
      onEvent(event, { ...rest, ...flattenAction(ecommerce) });
    } else pendingEcommerce = ecommerce;
  });
  return watchDataLayer(window, (entries) => {
    for (const entry of entries) read(entry);
  });
}
