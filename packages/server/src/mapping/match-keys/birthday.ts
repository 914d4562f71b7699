import { toPlainText } from './text.js';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Returns a date of birth as YYYYMMDD, never shifted by a time zone; only real dates from 1900 on. */
export function toBirthdayForm(value: unknown): string | undefined {
  const text = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : toPlainText(value);
  const [year = 0, month = 0, day = 0] = readDate(text ?? '') ?? [];
  if (year < 1900 || year > 2100) return undefined;
  const days = month === 2 && isLeap(year) ? 29 : (daysOf[month - 1] ?? 0);
  if (day < 1 || day > days) return undefined;
  return String(year * 10_000 + month * 100 + day);
}

const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function readDate(text: string): number[] | undefined {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(text) ?? /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  if (iso) return iso.slice(1, 4).map(Number);

  const numbers = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/.exec(text);
  if (numbers) {
    const [first, second, year] = [Number(numbers[1]), Number(numbers[3]), Number(numbers[4])];
    // MM/DD/YYYY, unless dots or a number over 12 say that the day comes first.
    return numbers[2] === '.' || first > 12 ? [year, second, first] : [year, first, second];
  }

  const words = text.toLowerCase().match(/[a-z]{3,}|\d+/g) ?? [];
  const month = months.indexOf(words.find((word) => /[a-z]/.test(word))?.slice(0, 3) ?? '') + 1;
  const [day, year] = words.filter((word) => /\d/.test(word)).map(Number);
  return month && words.length === 3 && day && year ? [year, month, day] : undefined;
}
