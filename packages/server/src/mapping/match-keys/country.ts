import { iso31661 } from 'iso-3166';
import { createLazy } from '../../base/create-lazy.js';
import { countryAliases } from './country-aliases.js';
import { toPlainText } from './text.js';

/** Languages whose names for countries are known, beside each country's own. */
const languages = 'en de fr es it pt pt-PT nl pl sv da nb fi cs tr ru uk ar ja ko zh zh-Hant el he hu ro'.split(' ');

/** Returns a country as ISO 3166-1 alpha-2 in lower case, from its codes or from its name in one of many languages. */
export function toCountryForm(value: unknown): string | undefined {
  const text = toPlainText(value);
  if (text === undefined) return undefined;
  const countries = knownCountries();
  return (
    countries.get(text.toLowerCase()) ??
    findByName(countries, text) ??
    findInBrackets(countries, text) ??
    findInParts(countries, text)
  );
}

/** Finds a country by the words of its name, in any order. */
function findByName(countries: ReadonlyMap<string, string>, name: string): string | undefined {
  const words = toWords(name);
  return countries.get(words.join('')) ?? countries.get(toKey(words));
}

/**
 * Finds the country in `United States (US)`, as shops write it: by the code in brackets, else by the text around it.
 */
function findInBrackets(countries: ReadonlyMap<string, string>, text: string): string | undefined {
  const codes = [...text.matchAll(/[([]\s*([a-z.]{2,6})\s*[)\]]/gi)].map(([, code = '']) => code).reverse();
  for (const code of codes) {
    const country = findByName(countries, code);
    if (country !== undefined) return country;
  }
  const outside = text.replace(/[([][^()[\]]*[)\]]/g, ' ');
  return outside === text ? undefined : findByName(countries, outside);
}

/** Finds the country in `DE - Germany` or `Kingdom of Spain`, if all parts that are known mean the same country. */
function findInParts(countries: ReadonlyMap<string, string>, text: string): string | undefined {
  const parts = text.split(/\s*[/|,–—:]\s*|\s+-\s+/);
  const [first, ...others] = parts.length > 1 ? parts.map((part) => findByName(countries, part)) : [];
  if (first !== undefined && others.every((other) => other === first)) return first;
  const [, shortName] =
    /\b(?:kingdom|republic|state|commonwealth|principality|sultanate|duchy) of (.+)$/i.exec(text) ?? [];
  return shortName === undefined ? undefined : findByName(countries, shortName);
}

/** Returns the two-letter codes by codes of two and three letters and by names. The first call creates the table. */
const knownCountries = createLazy((): ReadonlyMap<string, string> => {
  const countries = new Map<string, string>();
  for (const { alpha2, name } of iso31661) addName(countries, alpha2, name);
  for (const [code, names] of Object.entries(countryAliases)) {
    for (const name of names.split(' | ')) addName(countries, code, name);
  }
  for (const language of languages) {
    const names = loadNames(language);
    for (const { alpha2 } of iso31661) addName(countries, alpha2, names.of(alpha2));
  }
  for (const { alpha2 } of iso31661) {
    // The country's own language, by the likely subtags of `Intl`.
    addName(countries, alpha2, loadNames(new Intl.Locale(`und-${alpha2}`).maximize().language).of(alpha2));
  }
  for (const { alpha2, alpha3 } of iso31661) {
    countries.set(alpha3.toLowerCase(), alpha2.toLowerCase()).set(alpha2.toLowerCase(), alpha2.toLowerCase());
  }
  return countries;
});

const loadNames = (language: string): Intl.DisplayNames =>
  new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });

/** Adds a name that is not known yet, as it is written and by its words in any order. */
function addName(countries: Map<string, string>, code: string, name = ''): void {
  const words = toWords(name);
  for (const key of [words.join(''), toKey(words)]) {
    if (key && !countries.has(key)) countries.set(key, code.toLowerCase());
  }
}

/**
 * Returns a key that is the same for "Congo, the Democratic Republic of the" and "Democratic Republic of the Congo".
 */
const toKey = (words: readonly string[]): string => [...words].sort().join(' ');

/** Returns the words of a name in lower case, without accents and without the small words that lists leave out. */
const toWords = (name: string): string[] =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/['’ʼ`´.\p{M}]/gu, '')
    .replace(/[øłđıßæ]/g, (letter) => plainLetters[letter] ?? letter)
    .split(/[^\p{L}]+/u)
    .filter((word) => word && !smallWords.has(word))
    .map((word) => (word === 'st' ? 'saint' : word));

/** Letters with a stroke, and ligatures, which Unicode normalisation does not decompose. */
const plainLetters: Record<string, string> = { ø: 'o', ł: 'l', đ: 'd', ı: 'i', ß: 'ss', æ: 'ae' };

const smallWords = new Set(['the', 'of', 'and', 'et']);
