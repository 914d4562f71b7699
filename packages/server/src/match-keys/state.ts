import { iso31662 } from 'iso-3166';
import { lettersOf } from './text.js';

const folded = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{M}]/gu, '');

/** By folded name, the two-letter codes that Meta wants: of the USA with DC and territories, and of Canada. */
const codesOf = (country: string, aliases: Record<string, string>): Map<string, string> =>
  new Map([
    ...iso31662
      .filter(({ parent }) => parent === country)
      .map(({ name, code }) => [folded(name), code.slice(3).toLowerCase()] as const),
    ...Object.entries(aliases),
  ]);

const codes = {
  us: codesOf('US', { washingtondc: 'dc', virginislands: 'vi', usvirginislands: 'vi' }),
  ca: codesOf('CA', { newfoundland: 'nl', québec: 'qc', yukonterritory: 'yt' }),
};

/** A state or province: a two-letter code in the USA and Canada, else its name in lower case without digits and spaces. */
export function stateForm(value: unknown, country?: string): string | undefined {
  const text = lettersOf(value, /[^\p{L}\p{M}]/gu);
  if (text === undefined) return undefined;
  const home = country?.toLowerCase();
  return (
    (home === undefined
      ? (codes.us.get(text) ?? codes.ca.get(text))
      : home === 'us' || home === 'ca'
        ? codes[home].get(text)
        : undefined) ?? text
  );
}
