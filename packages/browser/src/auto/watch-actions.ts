import { callMethod } from './call-method.js';
import { eventSelector, type Trigger } from './read-element-event.js';

/** Called with an element that has an event, at each click or submit. */
export type OnAction = (element: Element, trigger: Trigger) => void;

/**
 * Watches clicks and submits of a document, inside of open shadow roots too.
 *
 * @returns a function that stops watching
 */
export function watchActions(
  { document, ShadowRoot, HTMLLabelElement }: Window & typeof globalThis,
  onAction: OnAction,
): () => void {
  const controller = new AbortController();
  const seen = new WeakSet<Event | Node>();
  /** Marks an event or a root as seen; false where it was marked before. */
  const markSeen = (item: Event | Node) => !seen.has(item) && !!seen.add(item);
  /** Targets of a click on a label: in the same task it clicks the label's control too, which is no click of its own. */
  let passed: EventTarget[] = [];
  const handle = (event: Event) => {
    // A submit in a slot reaches the slot's root and the document.
    if (!markSeen(event)) return;
    const isClick = event.type === 'click';
    const path = event.composedPath();
    for (const target of path) {
      // A submit does not leave its shadow root. A click or the focus, which come before it, do.
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
  // In the capture phase: a listener of the page may stop the propagation.
  const listen = (root: EventTarget, type: string) =>
    callMethod(root, 'addEventListener', type, handle, { capture: true, passive: true, signal: controller.signal });
  for (const type of ['click', 'submit', 'focusin']) listen(document, type);
  return () => controller.abort();
}
