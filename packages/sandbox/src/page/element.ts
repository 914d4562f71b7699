/** An element with a class and content. Text is always text: what arrives here is foreign. */
export function element(tag: string, className: string, content: string | (Node | string)[] = []): HTMLElement {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...(typeof content === 'string' ? [content] : content));
  return node;
}
