/**
 * Finds an element with those of Puppeteer's selectors that the tests use: `a >>> b`, `::-p-text(…)`, `::-p-aria(…)`.
 */
export function findElement(selector: string): Element | undefined {
  const label = /^::-p-aria\(\[name="(.*?)"\]/.exec(selector)?.[1];
  if (label !== undefined) {
    const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea, select')];
    const toNames = (field: HTMLInputElement) => [
      field.getAttribute('aria-label'),
      ...[...(field.labels ?? [])].map(({ textContent }) => textContent?.trim()),
    ];
    return fields.find((field) => toNames(field).includes(label));
  }
  const [, path = selector, text] = /^(.*?)::-p-text\((.*)\)$/s.exec(selector) ?? [];
  const [first = '*', ...inner] = path.split('>>>').map((part) => part.trim());
  // From the prototype, because an element can hide the document's own method by its name.
  const inRoots = (roots: ParentNode[], part: string): Element[] =>
    roots.flatMap((root) => [...Object.getPrototypeOf(root).querySelectorAll.call(root, part || '*')]);
  let found = inRoots([document], first);
  for (const part of inner) {
    found = inRoots(
      found.flatMap(({ shadowRoot }) => shadowRoot ?? []),
      part,
    );
  }
  return text === undefined ? found[0] : found.find(({ textContent }) => textContent?.includes(text));
}
