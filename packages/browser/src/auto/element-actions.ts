import { eventSelector, type Trigger } from './element-event.js';

/** Takes an element that has an event, at each click or submit. */
export type OnAction = (element: Element, trigger: Trigger) => void;

/** Watches clicks and submits of a document, inside of open shadow roots too. */
export function watchActions({ document, ShadowRoot, Element }: Window & typeof globalThis, onAction: OnAction) {
  const stops = new AbortController();
  const seen = new WeakSet<Event | Node>();
  const isNew = (one: Event | Node) => !seen.has(one) && seen.add(one);

  const act = (happened: Event) => {
    // A submit in a slot comes by the slot's root and by the document.
    if (!isNew(happened)) return;
    for (const target of happened.composedPath()) {
      // A submit does not leave its shadow root; what comes before it, a click or the focus, does.
      if (target instanceof ShadowRoot && isNew(target)) listen(target, 'submit');
      if (happened.type !== 'focusin' && target instanceof Element && target.matches(eventSelector)) {
        onAction(target, happened.type as Trigger);
      }
    }
  };
  // First of all listeners, so that none of the page's keeps it from hearing.
  const listen = (root: EventTarget, type: string) =>
    root.addEventListener(type, act, { capture: true, passive: true, signal: stops.signal });
  for (const type of ['click', 'submit', 'focusin']) listen(document, type);
  return () => stops.abort();
}
