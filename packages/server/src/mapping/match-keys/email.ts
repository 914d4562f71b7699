import { isAscii, toPlainText } from './text.js';

/**
 * The characters of RFC 5322's dot-atom, and a domain by its name: no quoted text, no comments, no IP address.
 * https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1
 */
const asciiAddress =
  /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?$/;

/** The same with letters of any script, as RFC 6531 allows them. */
const anyAddress =
  /^[\p{L}\p{M}\p{N}\w!#$%&'*+/=?^`{|}~-]+(?:\.[\p{L}\p{M}\p{N}\w!#$%&'*+/=?^`{|}~-]+)*@(?:[\p{L}\p{M}\p{N}-]+\.)+\p{L}[\p{L}\p{M}\p{N}-]*$/u;

/**
 * Returns an e-mail address in lower case, also from `mailto:` and `Name <address>`. Undefined if there is no address.
 */
export function toEmailForm(value: unknown): string | undefined {
  const text = toPlainText(value)?.toLowerCase();
  if (text === undefined) return undefined;
  const pattern = isAscii(text) ? asciiAddress : anyAddress;
  if (pattern.test(text)) return text;
  const address = /^[^<>]*<([^<>]+)>$/.exec(text)?.[1] ?? text;
  const bare = address
    .trim()
    .replace(/^mailto:\s*([^?]*).*$/, '$1')
    .trim();
  return pattern.test(bare) ? bare : undefined;
}
