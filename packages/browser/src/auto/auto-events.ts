import { isMappedName } from '@twinbeam/shared';
import { guard } from '../page/guard.js';
import type { Tracker } from '../tracker/api.js';
import { toMessage } from './to-message.js';
import { watchElements } from './watch-elements.js';
import { watchGa4Events } from './watch-ga4-events.js';
import { watchUserData } from './watch-user-data.js';

/**
 * Source of events: the data layer of GA4, or elements with `data-twinbeam-event`. `user-data` is the source of the
 * visitor: `user_id` and `user_data` of the data layer.
 *
 * @example
 * const sources: AutoSource[] = ['datalayer', 'user-data', 'elements'];
 */
export type AutoSource = 'datalayer' | 'user-data' | 'elements';

type AutoTracker = Pick<Tracker, 'track' | 'identify'> & Partial<Pick<Tracker, 'pixels'>>;

/** In this order: what an entry of the data layer tells of the visitor is known before its event is tracked. */
const watchers: Record<AutoSource, (window: Window & typeof globalThis, tracker: AutoTracker) => () => void> = {
  'user-data': (window, tracker) => watchUserData(window, (userId, traits) => tracker.identify(userId, traits)),
  datalayer: (window, tracker) =>
    watchGa4Events(window, (name, parameters) => {
      // The script may be that of an earlier version, which has no pixels there.
      const isMapped = tracker.pixels?.some((settings) => isMappedName(name, settings));
      const message = toMessage(name, parameters, isMapped);
      if (message) tracker.track(message.event, message.properties);
    }),
  elements: (window, tracker) => watchElements(window, (event, properties) => void tracker.track(event, properties)),
};

/**
 * Tracks events that a page declares already: those of GA4 in `window.dataLayer` and those that the settings of a pixel
 * name, and elements with `data-twinbeam-event`.
 * They are sent like the page's own calls, consent included. With `user-data` the visitor is identified by the data layer.
 *
 * @param sources the sources to watch; unknown sources are ignored
 * @param window the page's window; default the global one
 * @returns a function that stops tracking
 * @example
 * const stop = autoEvents(tracker, ['datalayer', 'elements']);
 */
export function autoEvents(
  tracker: AutoTracker,
  sources: readonly AutoSource[],
  window: Window & typeof globalThis = globalThis.window,
): () => void {
  // Server-side rendering has no window.
  if (!window) return () => undefined;
  const stops = Object.entries(watchers)
    .filter(([source]) => sources.includes(source as AutoSource))
    .map(([, watch]) => guard(watch)(window, tracker));
  return () => {
    for (const stop of stops) stop?.();
  };
}
