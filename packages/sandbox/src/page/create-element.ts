/** Creates an element with a class and content. Text is never parsed as markup: event names come from outside. */
export function createElement(tag: string, className: string, content: string | (Node | string)[] = []): HTMLElement {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...(typeof content === 'string' ? [content] : content));
  return node;
}
