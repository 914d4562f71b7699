import { findMonth } from './month-names.js';
import { toDigitText } from './text.js';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/**
 * Returns a date of birth as YYYYMMDD. Time zones do not shift it, and it must be a real date from 1900 up to now.
 *
 * @param now the clock, in milliseconds since 1970
 */
export function toBirthdayForm(value: unknown, now: number): string | undefined {
  const text = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : toDigitText(value);
  const [year = 0, month = 0, day = 0] = readDate(text ?? '') ?? [];
  const date = new Date(Date.UTC(year, month - 1, day));
  // `Date` reads the 30th of February as the 1st or 2nd of March.
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isReal || year < 1900 || date.getTime() > now) return undefined;
  return String(year * 10_000 + month * 100 + day);
}

/** Three numbers with short separators (`12 / 31 / 1990`, `1990年12月31日`), and an optional time of day. */
const threeNumbers = /^(\d{1,4})(\D{1,3})(\d{1,2})(\D{1,3})(\d{1,4})(?:\D{0,2}$|[t\s,])/i;

function readDate(text: string): number[] | undefined {
  if (/^\d{8}$/.test(text)) return [Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6))];

  const numbers = threeNumbers.exec(text);
  if (numbers) {
    const [, first = '', separator = '', second = '', , third = ''] = numbers;
    if (first.length === 4) return [first, second, third].map(Number);
    if (third.length !== 4) return undefined;
    // MM/DD/YYYY, unless dots or a number over 12 say that the day comes first.
    const isDayFirst = Number(first) > 12 || (separator.includes('.') && Number(second) <= 12);
    return (isDayFirst ? [third, second, first] : [third, first, second]).map(Number);
  }

  // The day of the week may stand before the date, and a time of day after it.
  const words =
    text
      .toLowerCase()
      .replace(/\s\d{1,2}:\d.*$/s, '')
      .match(/\p{L}[\p{L}\p{M}]{2,}|\d+/gu) ?? [];
  const names = words.filter((word) => /\D/.test(word) && !weekdays.includes(word.slice(0, 3)));
  const amounts = words.filter((word) => /\d/.test(word)).map(Number);
  const [day, year] = (amounts[0] ?? 0) > 31 ? amounts.reverse() : amounts;
  const month = names.length === 1 && names[0] !== undefined ? findMonth(names[0]) : undefined;
  return month && amounts.length === 2 && day && year ? [year, month, day] : undefined;
}
