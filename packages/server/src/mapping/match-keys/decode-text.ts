import { decodeHTMLStrict } from 'entities';

/**
 * Returns text that templates and forms have left encoded for HTML or for a URL as it was written: `O&#039;Neill`,
 * `M&uuml;ller`, `%2B44 7911 123456`, `ada%40example.com`. Anything else is returned unchanged.
 */
export const decodeText = (text: string): string =>
  text.includes('&') ? decodeHTMLStrict(text) : text.includes('%') ? decodeUrl(text) : text;

/**
 * An `@` is encoded in a URL, so a text with one may have a `%` of its own. A plus sign that is not the first character
 * is a space of a form.
 */
function decodeUrl(text: string): string {
  if (text.includes('@')) return text;
  try {
    return decodeURIComponent(text.replace(/(?!^)\+/g, ' ')).normalize('NFC');
  } catch {
    // The percent sign stands for itself.
    return text;
  }
}
