import { getCountries } from 'libphonenumber-js/max';
import { plainText } from './text.js';

/** Names that people use and that no list of the platform has. */
const aliases: Record<string, string> = {
  uk: 'gb',
  greatbritain: 'gb',
  england: 'gb',
  scotland: 'gb',
  wales: 'gb',
  northernireland: 'gb',
  usa: 'us',
  america: 'us',
  unitedstatesofamerica: 'us',
  korea: 'kr',
  republicofkorea: 'kr',
  russianfederation: 'ru',
  holland: 'nl',
  czechrepublic: 'cz',
  ivorycoast: 'ci',
  macedonia: 'mk',
  turkey: 'tr',
  uae: 'ae',
  swaziland: 'sz',
  burma: 'mm',
  capeverde: 'cv',
  vatican: 'va',
};

/** Languages whose names for countries are known, beside each country's own. */
const languages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'sv',
  'da',
  'nb',
  'fi',
  'cs',
  'tr',
  'ru',
  'uk',
  'ar',
  'ja',
  'ko',
  'zh',
  'el',
  'he',
  'hu',
  'ro',
];

const fold = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}]/gu, '');

/** Built at first use: a map from folded names and three-letter codes to two-letter codes. */
let known: Map<string, string> | undefined;

function knownCountries(): Map<string, string> {
  if (known) return known;
  known = new Map();
  // The platform's names also know countries that are no more; this list is of those that can be called.
  const codes = getCountries();
  for (const language of languages) {
    const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    for (const code of codes) {
      const name = names.of(code);
      if (name && !known.has(fold(name))) known.set(fold(name), code.toLowerCase());
    }
  }
  for (const code of codes) {
    // The country's own language, by the platform's likely subtags.
    const own = new Intl.DisplayNames(new Intl.Locale(`und-${code}`).maximize().language, {
      type: 'region',
      fallback: 'none',
    });
    const name = own.of(code);
    if (name && !known.has(fold(name))) known.set(fold(name), code.toLowerCase());
    known.set(code.toLowerCase(), code.toLowerCase());
  }
  for (const [name, code] of Object.entries(aliases)) known.set(name, code);
  return known;
}

/** A country as ISO 3166-1 alpha-2 in lower case, from that code or from its name in one of many languages. */
export function countryForm(value: unknown): string | undefined {
  const text = plainText(value);
  if (text === undefined) return undefined;
  const countries = knownCountries();
  return countries.get(text.toLowerCase()) ?? countries.get(fold(text));
}
