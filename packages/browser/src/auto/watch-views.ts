import { callMethod } from './call-method.js';
import { eventAttributes, eventSelector } from './read-element-event.js';

/** Half of an element must be visible; an element larger than the window must cover half of the window. */
const visibleShare = 0.5;
const thresholds = [...Array(21).keys()].map((step) => step / 20);

/** Callbacks of `watchViews`. */
export interface Views {
  /** Returns whether an element sends its event when it becomes visible. */
  isWanted(element: Element): boolean;
  onVisible(element: Element): void;
}

/**
 * Watches the elements that declare an event, including those added later, and reports each once when it becomes
 * visible.
 *
 * @returns a function that stops watching
 */
export function watchViews(window: Window & typeof globalThis, { isWanted, onVisible }: Views): () => void {
  const { document, IntersectionObserver, MutationObserver } = window;
  const reported = new WeakMap<Element, string>();
  /** Reports an element once per set of attributes: pages reuse the elements of a list for other content. */
  const report = (element: Element) => {
    const text = eventAttributes.map((name) => callMethod(element, 'getAttribute', name)).join('\n');
    if (reported.get(element) === text) return;
    reported.set(element, text);
    onVisible(element);
  };

  const visible = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, intersectionRatio, intersectionRect, rootBounds, target } of entries) {
        const share = intersectionRect.height / (rootBounds?.height ?? Number.POSITIVE_INFINITY);
        if (!isIntersecting || Math.max(intersectionRatio, share) < visibleShare) continue;
        visible.unobserve(target);
        report(target);
      }
    },
    { threshold: thresholds },
  );
  const watch = (element: Element) => {
    visible.unobserve(element);
    // Observing it anew reports it at once if it is already visible.
    if (isWanted(element)) visible.observe(element);
  };
  const hasEvent = (node: Node): node is Element => callMethod(node, 'matches', eventSelector) === true;
  const scan = (root: Node) => callMethod(root, 'querySelectorAll', eventSelector)?.forEach(watch);

  const changes = new MutationObserver((records) => {
    for (const { target, addedNodes, attributeName } of records) {
      if (attributeName && hasEvent(target)) watch(target);
      for (const node of addedNodes) {
        if (hasEvent(node)) watch(node);
        scan(node);
      }
    }
  });
  changes.observe(document, { subtree: true, childList: true, attributeFilter: eventAttributes });
  scan(document);
  return () => {
    visible.disconnect();
    changes.disconnect();
  };
}
