import { createLazy } from '../../base/create-lazy.js';

/** Languages whose names of months are known beside the English ones. */
const languages = 'de fr es it pt nl pl sv da nb fi cs sk tr ru uk el hu ro bg hr id'.split(' ');

/**
 * Finds a month by its name in one of many languages, also without its accents, or by the beginning of its English one,
 * in lower case; undefined for any other word, and for a name that is another month's elsewhere (`listopada`).
 *
 * @example
 * findMonth('sept'); // 9
 * findMonth('décembre'); // 12
 * findMonth('decembre'); // 12
 */
export const findMonth = (word: string): number | undefined => {
  const english = englishMonths.findIndex((name) => name.startsWith(word)) + 1;
  return english || knownMonths().get(withoutAccents(word)) || undefined;
};

/** Removes accents, and the difference between the two i of Turkish: `KASIM` is `kasim` in lower case. */
const withoutAccents = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').replace(/ı/g, 'i');

const englishMonths = 'january february march april may june july august september october november december'.split(
  ' ',
);

/**
 * Returns the numbers of months by their names without accents, as they stand alone and in a date; 0 where they are
 * ambiguous. Collected at the first call.
 */
const knownMonths = createLazy((): ReadonlyMap<string, number> => {
  const months = new Map<string, number>();
  for (const language of languages) {
    for (const month of ['long', 'short'] as const) {
      for (const day of ['numeric', undefined] as const) {
        const format = new Intl.DateTimeFormat(language, { month, day, timeZone: 'UTC' });
        for (let number = 1; number <= 12; number++) {
          const parts = format.formatToParts(Date.UTC(2000, number - 1, 1));
          const { value = '' } = parts.find(({ type }) => type === 'month') ?? {};
          const name = withoutAccents(value.toLowerCase().replace(/\.$/, ''));
          months.set(name, (months.get(name) ?? number) === number ? number : 0);
        }
      }
    }
  }
  return months;
});
