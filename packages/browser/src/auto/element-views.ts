import { eventAttributes, eventSelector } from './element-event.js';

/** Half of an element must be seen; of one larger than the window, half of the window must be it. */
const seenShare = 0.5;
const thresholds = Array.from({ length: 21 }, (_, index) => index / 20);

/** Which elements are watched, and what happens when one is seen. */
export interface Views {
  /** Whether an element's event is that it is seen. */
  isWanted(element: Element): boolean;
  onSeen(element: Element): void;
}

/** Watches elements that have an event, those that come later too, until they are seen: once each. */
export function watchViews(window: Window & typeof globalThis, { isWanted, onSeen }: Views): () => void {
  const { document, Element, IntersectionObserver, MutationObserver } = window;
  const told = new WeakMap<Element, string>();
  /** Whether it says something else than last time, as the elements of a list do that are used again. */
  const isNew = (element: Element) => {
    const text = eventAttributes.map((name) => element.getAttribute(name)).join('\n');
    return told.get(element) !== text && told.set(element, text);
  };

  const visible = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, intersectionRatio, intersectionRect, rootBounds, target } of entries) {
        const share = intersectionRect.height / (rootBounds?.height ?? Number.POSITIVE_INFINITY);
        if (!isIntersecting || Math.max(intersectionRatio, share) < seenShare) continue;
        visible.unobserve(target);
        if (isNew(target)) onSeen(target);
      }
    },
    { threshold: thresholds },
  );
  const look = (element: Element) => {
    visible.unobserve(element);
    // Observed anew, it is told of at once if it is seen already.
    if (isWanted(element)) visible.observe(element);
  };
  const scan = (root: ParentNode) => root.querySelectorAll(eventSelector).forEach(look);

  const changes = new MutationObserver((records) => {
    for (const { target, addedNodes, attributeName } of records) {
      if (attributeName && (target as Element).matches(eventSelector)) look(target as Element);
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        if (node.matches(eventSelector)) look(node);
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
