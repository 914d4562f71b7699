import { iso31662 } from 'iso-3166';
import { toLetters } from './text.js';

const noLetters = /[^\p{L}\p{M}]/gu;

const toStateName = (name: string): string => name.toLowerCase().replace(noLetters, '');

/**
 * Creates the table of the two-letter codes that Meta wants, by folded name: those of the USA with DC and territories,
 * and of Canada.
 */
const createStateCodes = (country: string, aliases: Record<string, string>): Map<string, string> =>
  new Map([
    ...iso31662
      .filter(({ parent }) => parent === country)
      .map(({ name, code }) => [toStateName(name), code.slice(3).toLowerCase()] as const),
    ...Object.entries(aliases),
  ]);

const american = createStateCodes('US', { washingtondc: 'dc', virginislands: 'vi', usvirginislands: 'vi' });
const canadian = createStateCodes('CA', { newfoundland: 'nl', québec: 'qc', yukonterritory: 'yt' });
const byCountry = new Map([
  ['us', american],
  ['ca', canadian],
]);

/** Returns the name or code in `US-CA` and `New York (NY)`, as lists write the states of these countries. */
function withoutCode(text: string, country: string | undefined): string {
  const name = text.trim();
  if (country !== undefined && !byCountry.has(country.toLowerCase())) return name;
  return name.replace(/^(?:us|ca)-(?=[a-z]{2}$)/i, '').replace(/^[^()]+\(([a-z]{2})\)$/i, '$1');
}

/**
 * Returns a state or province: in the USA and Canada its two-letter code, elsewhere its name in lower case without
 * digits and spaces.
 */
export function toStateForm(value: unknown, country?: string): string | undefined {
  const text = toLetters(typeof value === 'string' ? withoutCode(value, country) : value, noLetters);
  if (text === undefined) return undefined;
  const code =
    country === undefined
      ? (american.get(text) ?? canadian.get(text))
      : byCountry.get(country.toLowerCase())?.get(text);
  return code ?? text;
}
