import { InvalidArgumentError } from 'commander';

/**
 * Checks an http(s) URL given as an option. Throws `InvalidArgumentError`, so that the command ends before it does
 * anything.
 */
export function parseWebUrl(text: string): string {
  // `localhost:3000` is a valid URL too, with the scheme `localhost:`.
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('It must be an address with http:// or https://, such as http://localhost:3000.');
}
