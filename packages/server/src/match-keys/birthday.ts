import { plainText } from './text.js';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A date of birth as YYYYMMDD, never shifted by a time zone; only real dates from 1900 on. */
export function birthdayForm(value: unknown): string | undefined {
  const text = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : plainText(value);
  const [year, month, day] = readDate(text ?? '') ?? [];
  if (!year || !month || !day || year < 1900 || year > 2100) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;
}

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
