import { createSafeDocument } from '../../page/safe-document.js';

/** Creates an element with properties and children. Strings become text nodes, which need no Trusted Types policy. */
export type CreateElement = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties?: Partial<HTMLElementTagNameMap[Name]>,
  ...children: (Node | string)[]
) => HTMLElementTagNameMap[Name];

export function createElementFactory(document: Document): CreateElement {
  const safe = createSafeDocument({ document });
  return (name, properties = {}, ...children) => {
    const element = Object.assign(safe.createElement(name), properties);
    element.append(...children);
    return element;
  };
}
