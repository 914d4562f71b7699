import { callMethod } from './call-method.js';
import { eventAttributes, eventSelector } from './read-element-event.js';

/** Half of an element must be visible; an element larger than the window must cover half of the window. */
const visibleShare = 0.5;
const thresholds = [...Array(21).keys()].map((step) => step / 20);

/** Elements to watch, and what happens when one is visible. */
export interface Views {
  /** Returns whether an element sends its event when it is visible. */
  isWanted(element: Element): boolean;
  onVisible(element: Element): void;
}

/**
 * Watches elements that have an event, also those that are added later, until they are visible: once each.
 *
 * @returns a function that stops watching
 */
export function watchViews(window: Window & typeof globalThis, { isWanted, onVisible }: Views): () => void {
  const { document, IntersectionObserver, MutationObserver } = window;
  const reported = new WeakMap<Element, string>();
  /** Reports an element, unless its attributes are those of last time: the elements of a list may be used again. */
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
    // Observed anew, it is reported at once if it is visible already.
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
