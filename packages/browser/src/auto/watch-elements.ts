import { readElementEvent, type Trigger } from './read-element-event.js';
import { watchActions } from './watch-actions.js';
import { watchViews } from './watch-views.js';

/** Called with the event of an element. */
export type OnElementEvent = (event: string, properties: Record<string, unknown>) => void;

/**
 * Watches elements that declare an event in their attributes, until they are clicked, submitted, or visible.
 *
 * @returns a function that stops watching
 */
export function watchElements(window: Window & typeof globalThis, onEvent: OnElementEvent): () => void {
  const warned = new WeakSet<Element>();
  /** Reads an element's event. Warns once in the console about a problem with its attributes. */
  const read = (element: Element) => {
    const found = readElementEvent(element);
    if (!('problem' in found)) return found;
    if (!warned.has(element)) console.warn(`Twinbeam: ${found.problem}. Nothing is sent for this element:`, element);
    warned.add(element);
    return undefined;
  };
  const send = (element: Element, trigger: Trigger) => {
    const found = read(element);
    if (found?.trigger === trigger) onEvent(found.event, found.properties);
  };

  const stops = [
    watchActions(window, send),
    watchViews(window, {
      isWanted: (element) => read(element)?.trigger === 'visible',
      onVisible: (element) => send(element, 'visible'),
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
