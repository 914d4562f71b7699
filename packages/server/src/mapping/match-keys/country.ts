import { iso31661 } from 'iso-3166';
import { toPlainText } from './text.js';

/** Names that people use and that neither the platform nor ISO 3166 has. */
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
  hongkong: 'hk',
  macau: 'mo',
  macao: 'mo',
  palestine: 'ps',
  bosnia: 'ba',
  easttimor: 'tl',
  southkorea: 'kr',
  northkorea: 'kp',
  republicofireland: 'ie',
  peoplesrepublicofchina: 'cn',
  prc: 'cn',
  republicofchina: 'tw',
  drcongo: 'cd',
  democraticrepublicofthecongo: 'cd',
  republicofthecongo: 'cg',
  islamicrepublicofiran: 'ir',
  republicofmoldova: 'md',
  unitedrepublicoftanzania: 'tz',
  syria: 'sy',
  brunei: 'bn',
  micronesia: 'fm',
  // No code of ISO's, yet the one in use.
  xk: 'xk',
  kosovo: 'xk',
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

/** Built at first use: a map from folded names and codes of three or two letters to those of two. */
let known: Map<string, string> | undefined;

function knownCountries(): Map<string, string> {
  if (known) return known;
  known = new Map();
  for (const { alpha2, name } of iso31661) known.set(fold(name), alpha2.toLowerCase());
  for (const language of languages) {
    const names = loadNames(language);
    for (const { alpha2 } of iso31661) addName(known, alpha2, names);
  }
  for (const { alpha2 } of iso31661) {
    // The country's own language, by the platform's likely subtags.
    addName(known, alpha2, loadNames(new Intl.Locale(`und-${alpha2}`).maximize().language));
  }
  for (const { alpha2, alpha3 } of iso31661) {
    known.set(alpha3.toLowerCase(), alpha2.toLowerCase()).set(alpha2.toLowerCase(), alpha2.toLowerCase());
  }
  for (const [name, code] of Object.entries(aliases)) known.set(name, code);
  return known;
}

const loadNames = (language: string): Intl.DisplayNames =>
  new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });

function addName(countries: Map<string, string>, code: string, names: Intl.DisplayNames): void {
  const name = fold(names.of(code) ?? '');
  if (name && !countries.has(name)) countries.set(name, code.toLowerCase());
}

/** Returns a country as ISO 3166-1 alpha-2 in lower case, from its codes or from its name in one of many languages. */
export function toCountryForm(value: unknown): string | undefined {
  const text = toPlainText(value);
  if (text === undefined) return undefined;
  const countries = knownCountries();
  const folded = countries.get(text.toLowerCase()) ?? countries.get(fold(text));
  return folded ?? countries.get(fold(text).replace(/^the/, ''));
}
