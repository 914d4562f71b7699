import { callMethod } from './call-method.js';
import { eventSelector, type Trigger } from './read-element-event.js';

/** Called at each click or submit, with an element that declares an event. */
export type OnAction = (element: Element, trigger: Trigger) => void;

/**
 * Watches clicks and submits in a document, including its open shadow roots.
 *
 * @returns a function that stops watching
 */
export function watchActions(
  { document, ShadowRoot, HTMLLabelElement }: Window & typeof globalThis,
  onAction: OnAction,
): () => void {
  const controller = new AbortController();
  const seen = new WeakSet<Event | Node>();
  /** Marks an event or a root as seen; returns false if it was marked before. */
  const markSeen = (item: Event | Node) => !seen.has(item) && !!seen.add(item);
  /** The targets of a click on a label: in the same task the browser clicks the label's control too, a duplicate. */
  let passed: EventTarget[] = [];
  const handle = (event: Event) => {
    // A submit in a slot reaches both the slot's root and the document.
    if (!markSeen(event)) return;
    const isClick = event.type === 'click';
    const path = event.composedPath();
    for (const target of path) {
      // A submit event does not leave its shadow root. The click or focus before it does.
      if (target instanceof ShadowRoot && markSeen(target)) listen(target, 'submit');
      if (event.type === 'focusin' || (isClick && passed.includes(target))) continue;
      if (callMethod(target, 'matches', eventSelector)) onAction(target as Element, event.type as Trigger);
    }
    if (!isClick || !path.some((each) => each instanceof HTMLLabelElement)) return;
    passed = path;
    setTimeout(() => {
      passed = [];
    });
  };
  // In the capture phase, because a listener of the page may stop the propagation.
  const listen = (root: EventTarget, type: string) =>
    callMethod(root, 'addEventListener', type, handle, { capture: true, passive: true, signal: controller.signal });
  for (const type of ['click', 'submit', 'focusin']) listen(document, type);
  return () => controller.abort();
}
