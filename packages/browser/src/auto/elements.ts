import { watchActions } from './element-actions.js';
import { readElementEvent, type Trigger } from './element-event.js';
import { watchViews } from './element-views.js';

/** Takes the event of an element. */
export type OnElementEvent = (event: string, properties: Record<string, unknown>) => void;

/**
 * Tells the events that elements say in their attributes: when they are clicked, submitted, or seen.
 *
 * @returns a function that stops it
 */
export function watchElements(window: Window & typeof globalThis, onEvent: OnElementEvent): () => void {
  const warned = new WeakSet<Element>();
  /** What an element says of its event; what is wrong with it is said once. */
  const read = (element: Element) => {
    const found = readElementEvent(element);
    if (!('problem' in found)) return found;
    if (!warned.has(element)) console.warn(`Twinbeam: ${found.problem}. Nothing is sent for this element:`, element);
    warned.add(element);
    return undefined;
  };
  const tell = (element: Element, trigger: Trigger) => {
    const found = read(element);
    if (found?.trigger === trigger) onEvent(found.event, found.properties);
  };

  const stops = [
    watchActions(window, tell),
    watchViews(window, {
      isWanted: (element) => read(element)?.trigger === 'visible',
      onSeen: (element) => tell(element, 'visible'),
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
