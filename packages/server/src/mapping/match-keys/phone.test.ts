import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import { type CountryCode, getCountries, getExampleNumber, type PhoneNumber } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { needsPhoneLibrary, toPhoneForm } from './phone.js';

const rows: [value: unknown, form: string | undefined, country?: string][] = [
  // The trunk prefix of national calls goes behind a country code.
  ['+44 0161 4960000', '441614960000'],
  ['+44 (0) 161 496 0000', '441614960000'],
  ['+4401614960000', '441614960000'],
  ['+49 0171 1234567', '491711234567', 'DE'],
  ['0049 (0)171 / 1234567', '491711234567'],
  ['+33 06 12 34 56 78', '33612345678'],
  ['+61 0412 345 678', '61412345678'],
  ['+7 8 912 345-67-89', '79123456789', 'RU'],
  ['+36 06 20 123 4567', '36201234567'],
  ['+375 8029 491 1911', '375294911911'],
  ['+1 1 650 555 0100', '16505550100'],
  ['+353 086 123 4567', '353861234567'],
  ['+52 01 55 1234 5678', '525512345678'],
  ['+52 044 55 1234 5678', '525512345678'],
  // The first number of a text; what stands behind it is no part of it.
  ['+49 30 123456 Durchwahl 12', '4930123456'],
  ['+7 912 345-67-89 доб. 12', '79123456789'],
  ['+1 650 555 0100, 123', '16505550100'],
  ['+1 650 555 0100 / +1 650 555 0101', '16505550100'],
  ['+49 171 1234567 +49 30 123456', '491711234567'],
  ['030 123456 oder 0171 1234567', '4930123456', 'DE'],
  ['+49 171 1234567\n+49 30 1234567', '491711234567'],
  ['Fax +49 30 1234567', '49301234567'],
  ['+49 (0)6131/1234567', '4961311234567'],
  ['+1-800-FLOWERS', undefined],
  ['+44+447911123456', '447911123456'],
  ['+49 +43 664 1234567', '436641234567'],
  ['Mobile: +1 (+1 650 555 0100)', '16505550100'],
  // What stands in a field that had to be filled in.
  ['0000000000', undefined],
  ['0000000000', undefined, 'US'],
  ['000-000-0000', undefined, 'DE'],
  // Italy keeps its zero, and Spain never had one.
  ['+39 06 698 12345', '390669812345'],
  ['+39 (0)6 698 12345', '390669812345'],
  ['06 698 12345', '390669812345', 'IT'],
  ['+225 07 01 23 45 67', '2250701234567'],
  ['+34 0612 345 678', '34612345678'],
  ['+48 0512 345 678', '48512345678'],
  ['0512 345 678', '48512345678', 'PL'],
  ['0-600 700 800', '48600700800', 'PL'],
  ['09 6123 4567', '56961234567', 'CL'],
  ['0601 123 456', '420601123456', 'CZ'],
  ['0612 34 56 78', '34612345678', 'ES'],
  ['0412 34 567', '4741234567', 'NO'],
  // Digits that begin with the country's own code.
  ['4915123456789', '4915123456789', 'DE'],
  ['49 1711 234567', '491711234567', 'de'],
  ['468123456', '468123456', 'SE'],
  ['38343201234', '38343201234', 'XK'],
  ['318001234', '318001234', 'NL'],
  ['447911123456', '447911123456', 'GB'],
  ['919876543210', '919876543210', 'IN'],
  ['16505550100', '16505550100', 'US'],
  // National numbers that only look so.
  ['9123456789', '919123456789', 'IN'],
  ['47123456', '4747123456', 'NO'],
  ['3912345678', '393912345678', 'IT'],
  // The digits of another country stand.
  ['447911123456', '447911123456', 'US'],
  // International prefixes.
  ['0011 44 20 7946 0958', '442079460958', 'AU'],
  ['011 44 20 7946 0958', '442079460958', 'US'],
  ['010 44 20 7946 0958', '442079460958', 'JP'],
  ['001 44 20 7946 0958', '442079460958', 'HK'],
  ['00 44 20 7946 0958', '442079460958', 'FR'],
  ['00 44 20 7946 0958', '442079460958', 'US'],
  ['00442079460958', '442079460958'],
  ['(+44) 20 7946 0958', '442079460958'],
  ['Tel. +44 20 7946 0958', '442079460958'],
  ['+0044 20 7946 0958', '442079460958'],
  // Digits of other scripts.
  ['+٢٠ ١٠٠ ١٢٣ ٤٥٦٧', '201001234567'],
  ['٠١٠٠ ١٢٣ ٤٥٦٧', '201001234567', 'EG'],
  ['+۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹', '989123456789'],
  ['+९१ ९८७६५ ४३२१०', '919876543210'],
  ['+৮৮০ ১৭১২ ৩৪৫৬৭৮', '8801712345678'],
  ['＋４４ ２０ ７９４６ ０９５８', '442079460958'],
  // Mexico's mobile prefixes of old.
  ['+52 1 55 1234 5678', '525512345678', 'MX'],
  ['+5215512345678', '525512345678'],
  ['5215512345678', '525512345678', 'MX'],
  ['044 55 1234 5678', '525512345678', 'MX'],
  ['045 55 1234 5678', '525512345678', 'MX'],
  ['01 55 1234 5678', '525512345678', 'mx'],
  ['55 1234 5678', '525512345678', 'MX'],
  // The zero and the 15 of Argentina, the 8 that Ukraine had.
  ['+54 9 011 2345-6789', '5491123456789'],
  ['+54 9 (0351) 612-3456', '5493516123456', 'AR'],
  ['+54 11 15 2345 6789', '5491123456789'],
  ['011 15 2345-6789', '5491123456789', 'AR'],
  ['8 067 123 45 67', '380671234567', 'UA'],
  ['80671234567', '380671234567', 'UA'],
  // Without a country the digits of a national number stand.
  ['07911 123456', '7911123456'],
  ['1'.repeat(16), undefined],
  ['+1'.repeat(200), undefined],
  [`+${'(0)'.repeat(170)}`, undefined],
  ['', undefined],
  [null, undefined],
  [{}, undefined],
];

describe('telephone numbers', () => {
  it.each(rows)('%j is %j (%s)', (value, form, country) => {
    expect(toPhoneForm(value, country)).toBe(form);
  });

  it.each(['+447911123456', '+44 7911 123456', '+1 (650) 555-0100', '+525512345678'])(
    '%j needs no library',
    (number) => {
      expect(needsPhoneLibrary(number)).toBe(false);
    },
  );

  it.each(['+4407911123456', '+44 (0)7911 123456', '07911 123456', '+5215512345678', '+788123456789', 16505550100])(
    '%j needs the library',
    (number) => {
      expect(needsPhoneLibrary(number)).toBe(true);
    },
  );
});

/** An example of each country's mobile numbers, from the library's data. */
const mobiles = getCountries().map((country) => ({
  country,
  number: getExampleNumber(country, examples) as PhoneNumber,
}));

/** The national number as its people dial it, with the trunk prefix. */
const toDialled = (number: PhoneNumber): string => number.formatNational().replace(/\D/g, '');

/** Forms in which the same number is written. */
const forms: Record<string, (number: PhoneNumber, country: CountryCode) => string> = {
  international: ({ number }) => number,
  'international, with spaces': (number) => number.formatInternational(),
  'international, with trunk prefix': (number) => `+${number.countryCallingCode}${toDialled(number)}`,
  'international, with 00': ({ number }) => number.replace('+', '00'),
  national: (number) => number.formatNational(),
  'national, without trunk prefix': ({ nationalNumber }) => nationalNumber,
  'digits with country code': ({ number }) => number.slice(1),
};

describe.each(Object.entries(forms))('the mobile number of every country, %s', (_name, write) => {
  it.each(mobiles)('is read alike ($country)', ({ country, number }) => {
    expect({ written: write(number, country), form: toPhoneForm(write(number, country), country) }).toEqual({
      written: write(number, country),
      form: number.number.slice(1),
    });
  });
});
