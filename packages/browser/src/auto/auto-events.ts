import type { Tracker } from '../api.js';
import { guard } from '../page/guard.js';
import { toMessage } from './to-message.js';
import { watchElements } from './watch-elements.js';
import { watchGa4Events } from './watch-ga4-events.js';

/**
 * Source of events: the data layer of GA4, or elements with `data-twinbeam-event`.
 *
 * @example
 * const sources: AutoSource[] = ['datalayer', 'elements'];
 */
export type AutoSource = 'datalayer' | 'elements';

type Track = (event: string, properties: Record<string, unknown>) => void;

const watchers: Record<AutoSource, (window: Window & typeof globalThis, track: Track) => () => void> = {
  datalayer: (window, track) =>
    watchGa4Events(window, (name, parameters) => {
      const message = toMessage(name, parameters);
      if (message) track(message.event, message.properties);
    }),
  elements: watchElements,
};

/**
 * Tracks events that a page declares already: those of GA4 in `window.dataLayer`, and elements with `data-twinbeam-event`.
 * They are sent like the page's own calls, consent included.
 *
 * @param sources unknown ones are ignored
 * @param window the page's window; default the global one
 * @returns a function that stops tracking
 * @example
 * const stop = autoEvents(tracker, ['datalayer', 'elements']);
 */
export function autoEvents(
  tracker: Pick<Tracker, 'track'>,
  sources: readonly AutoSource[],
  window: Window & typeof globalThis = globalThis.window,
): () => void {
  // A server that renders the page has no window.
  if (!window) return () => undefined;
  const stops = sources
    .filter((source) => Object.keys(watchers).includes(source))
    .map((source) => guard(watchers[source])(window, (event, properties) => void tracker.track(event, properties)));
  return () => {
    for (const stop of stops) stop?.();
  };
}
