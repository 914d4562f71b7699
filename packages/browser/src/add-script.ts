/** Adds a script to a page, with the nonce of the page's content security policy and the data that it may read. */
export function addScript(
  { document }: Window,
  src: string,
  nonce: string,
  onload: (() => void) | null = null,
  data?: DOMStringMap,
): void {
  const script = document.createElement('script');
  Object.assign(script, { src, nonce, onload });
  Object.assign(script.dataset, data);
  document.head.append(script);
}
