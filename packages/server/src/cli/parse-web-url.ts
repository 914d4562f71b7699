import { InvalidArgumentError } from 'commander';

/**
 * Checks the value of an option that is an http(s) URL. Throws `InvalidArgumentError`, so that the command ends before it
 * does anything.
 */
export function parseWebUrl(text: string): string {
  // 'localhost:3000' is a URL too, of the scheme 'localhost:'.
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('It must be an address with http:// or https://, such as http://localhost:3000.');
}
