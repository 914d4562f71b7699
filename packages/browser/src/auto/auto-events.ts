import type { Tracker } from '../api.js';
import { watchDataLayer } from './data-layer.js';
import { watchElements } from './elements.js';
import { toMessage } from './ga4-message.js';

/** Where events are found: the data layer of GA4, and elements with `data-twinbeam-event`. */
export type AutoSource = 'datalayer' | 'elements';

type Track = (event: string, properties: Record<string, unknown>) => void;

const watchers: Record<AutoSource, (window: Window & typeof globalThis, track: Track) => () => void> = {
  datalayer: (window, track) =>
    watchDataLayer(window, (name, parameters) => {
      const message = toMessage(name, parameters);
      if (message) track(...message);
    }),
  elements: watchElements,
};

/**
 * Tracks what a page says already: events of GA4 in `window.dataLayer`, and elements with `data-twinbeam-event`. They
 * take the same way as the page's own calls, consent included.
 *
 * @returns a function that stops it
 * @example
 * const stop = autoEvents(tracker, ['datalayer', 'elements']);
 */
export function autoEvents(
  tracker: Pick<Tracker, 'track'>,
  sources: readonly AutoSource[],
  window: Window & typeof globalThis = globalThis.window,
): () => void {
  const stops = sources
    .filter((source) => Object.keys(watchers).includes(source))
    .map((source) => watchers[source](window, (event, properties) => void tracker.track(event, properties)));
  return () => {
    for (const stop of stops) stop();
  };
}
