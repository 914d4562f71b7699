import { iso31661 } from 'iso-3166';
import { describe, expect, it } from 'vitest';
import { toCountryForm } from './country.js';

const rows: [name: string, code: string | undefined][] = [
  // As shops write them.
  ['United States (US)', 'us'],
  ['United States [US]', 'us'],
  ['United Kingdom (UK)', 'gb'],
  ['Deutschland (DE)', 'de'],
  ['Germany (DEU)', 'de'],
  ['(FR) France', 'fr'],
  ['United States (US) Virgin Islands', 'vi'],
  ['United States (US) Minor Outlying Islands', 'um'],
  ['Virgin Islands (US)', 'vi'],
  ['Virgin Islands (British)', 'vg'],
  ['Turkey (Türkiye)', 'tr'],
  ['Myanmar (Burma)', 'mm'],
  ['Congo (Kinshasa)', 'cd'],
  ['Congo (Brazzaville)', 'cg'],
  ['U.S.A.', 'us'],
  ['usa', 'us'],
  ['DE - Germany', 'de'],
  ['United States – US', 'us'],
  ['Paris, France', undefined],
  ['France / Germany', undefined],
  ['Kingdom of Spain', 'es'],
  ['Republic of Korea', 'kr'],
  ['Republic of Nowhere', undefined],
  // In the country's own language, where the platform has another name.
  ['한국', 'kr'],
  ['السعودية', 'sa'],
  ['الإمارات', 'ae'],
  ['ประเทศไทย', 'th'],
  ['臺灣', 'tw'],
  ['台灣', 'tw'],
  ['香港', 'hk'],
  ['澳門', 'mo'],
  ['Қазақстан', 'kz'],
  ["O'zbekiston", 'uz'],
  // As people call others.
  ['美國', 'us'],
  ['義大利', 'it'],
  ['アメリカ', 'us'],
  ['США', 'us'],
  ['EE. UU.', 'us'],
  ['EEUU', 'us'],
  ["États-Unis d'Amérique", 'us'],
  ['Vereinigte Staaten von Amerika', 'us'],
  ['Großbritannien', 'gb'],
  ['Gran Bretaña', 'gb'],
  ['Česká republika', 'cz'],
  ['Российская Федерация', 'ru'],
  ['Russische Föderation', 'ru'],
  ['Spojené státy americké', 'us'],
  ['Birleşik Devletler', 'us'],
  ['ארה"ב', 'us'],
  ['Великобританія', 'gb'],
  ['הממלכה המאוחדת', 'gb'],
  ['Costa de Marfil', 'ci'],
  ['Szaudi-Arábia', 'sa'],
  ['Κόσοβο', 'xk'],
  ['ЮАР', 'za'],
  ['호주', 'au'],
  ['阿联酋', 'ae'],
  ['Гонконг', 'hk'],
  ['הונג קונג (מחוז מנהלי מיוחד של סין)', 'hk'],
  ['République tchèque', 'cz'],
  ['Slovenská republika', 'sk'],
  ['Hollande', 'nl'],
  ['Irão', 'ir'],
  ['Weißrussland', 'by'],
  ['Srbija', 'rs'],
  ['Crna Gora', 'me'],
  ['Shqipëria', 'al'],
  ['Suid-Afrika', 'za'],
  ['Aotearoa', 'nz'],
  ['EL', 'gr'],
  // Without accents, apostrophes and small words.
  ["Cote d'Ivoire", 'ci'],
  ['COTE D’IVOIRE', 'ci'],
  ['Curacao', 'cw'],
  ['Turkiye', 'tr'],
  ['Espana', 'es'],
  ['Perou', 'pe'],
  ['Osterreich', 'at'],
  ['Belgie', 'be'],
  ['Sao Tome & Principe', 'st'],
  ['Trinidad & Tobago', 'tt'],
  ['St. Kitts and Nevis', 'kn'],
  ['Saint Vincent and Grenadines', 'vc'],
  ['Heard Island & McDonald Islands', 'hm'],
  ['Gambia, The', 'gm'],
  // Names of older lists.
  ['Congo, the Democratic Republic of the', 'cd'],
  ['Macedonia, the former Yugoslav Republic of', 'mk'],
  ['Libyan Arab Jamahiriya', 'ly'],
  ['Bolivia, Plurinational State of', 'bo'],
  ['Tanzania, United Republic of', 'tz'],
  ['Palestinian Territory, Occupied', 'ps'],
  ['Holy See (Vatican City State)', 'va'],
  ["Korea, Democratic People's Republic of", 'kp'],
  ['Korea, Republic of', 'kr'],
  ['Czech Republic', 'cz'],
  ['Swaziland', 'sz'],
  ['Cape Verde', 'cv'],
  ['Burma', 'mm'],
  ['Zaire', 'cd'],
  // Names that are nearly the same.
  ['Dominica', 'dm'],
  ['Dominican Republic', 'do'],
  ['Niger', 'ne'],
  ['Guinea-Bissau', 'gw'],
  ['Equatorial Guinea', 'gq'],
  ['South Sudan', 'ss'],
  ['American Samoa', 'as'],
  ['Georgia', 'ge'],
  // None.
  ['Atlantis', undefined],
  ['Atlantis (XX)', undefined],
  ['EU', undefined],
  ['()', undefined],
  ['('.repeat(500), undefined],
];

describe('countries', () => {
  it.each(rows)('%j is %s', (name, code) => {
    expect(toCountryForm(name)).toBe(code);
  });

  const english = new Intl.DisplayNames('en', { type: 'region' });

  it.each(iso31661)('$name is read in every way of writing it', ({ name, alpha2, alpha3 }) => {
    const code = alpha2.toLowerCase();
    const plain = english.of(alpha2)?.normalize('NFD').replace(/\p{M}/gu, '') ?? '';
    for (const written of [
      name,
      name.toUpperCase(),
      plain,
      alpha2,
      code,
      alpha3,
      `${name} (${alpha2})`,
      `${plain} (${alpha2})`,
    ]) {
      expect({ written, code: toCountryForm(written) }).toEqual({ written, code });
    }
  });
});
