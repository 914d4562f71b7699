import { toAsciiDigits } from '@twinbeam/shared';

/** UTF-16 code units of a time. A longer text is not read. */
const maxLength = 100;

/** The form of `toISOString`, for the days that every month has. */
const isoForm = /^\d{4}-\d\d-(?:[01]\d|2[0-8])T\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

type FromLocal = (time: number) => number;

/**
 * Parses a time as milliseconds since 1970: from a Date, from seconds, milliseconds, microseconds or nanoseconds as a
 * number or digits, or from text. Text is read in the zone that it names, and as UTC without a zone. Text with an
 * unknown zone cannot be read, since a guess would be hours off.
 *
 * @param fromLocal reads a time that names no zone, given as if it were UTC
 *
 * @example
 * parseTime('Tue Sep 15 2026 06:59:00 GMT-0500 (Central Daylight Time)'); // 1789473540000
 * parseTime('2026-09-15 13:59:00 CEST'); // undefined
 */
export function parseTime(value: unknown, fromLocal: FromLocal = (time) => time): number | undefined {
  if (value instanceof Date) return toFinite(value.getTime());
  if (typeof value === 'number') return parseEpoch(value);
  if (typeof value !== 'string' || value.length > maxLength) return undefined;
  if (isoForm.test(value)) return toFinite(Date.parse(value));
  const text = toAsciiDigits(value.trim());
  return /^\d{9,}(\.\d+)?$/.test(text) ? parseEpoch(Number(text)) : parseText(text, fromLocal);
}

const toFinite = (time: number): number | undefined => (Number.isFinite(time) ? time : undefined);

/** Reads a number of units since 1970. Its size shows the unit, for all years from 1973 to 5138. */
function parseEpoch(count: number): number | undefined {
  const size = Math.abs(count);
  if (size < 1e11) return count * 1000;
  if (size < 1e14) return count;
  return toFinite(size < 1e17 ? count / 1e3 : count / 1e6);
}

/** Parses `<date> <time> <zone>`, where the year may stand last (`Tue Sep 15 11:59:00 UTC 2026`). */
function parseText(given: string, fromLocal: FromLocal): number | undefined {
  const text = given.replace(/[−‐]/g, '-').replace(/^(\d{8}t\d\d)(\d\d)(?=\d\d)/i, '$1:$2:');
  const start = text.search(/\d{1,2}:\d/);
  if (start < 0) {
    const date = parseDate(text);
    const zone = date && parseZone(date.rest);
    return date && zone !== undefined ? toTime(date, midnight, zone, fromLocal) : undefined;
  }
  const clock = parseClock(text.slice(start));
  if (!clock) return undefined;
  const dateText = text.slice(0, start).replace(/(?:t|[\s,]+at|[\s,]+)\s*$/i, '');
  const [, zoneText = clock.rest, year = ''] = /^(.*?)(?:^|\s)(\d{4})$/.exec(clock.rest) ?? [];
  const date = parseDate(dateText) ?? parseDate(`${dateText} ${year}`);
  if (!date || date.rest) return undefined;
  const zone = parseZone(parseDate(dateText) ? clock.rest : zoneText);
  return zone === undefined ? undefined : toTime(date, clock, zone, fromLocal);
}

interface CalendarDate {
  year: number;
  month: number;
  day: number;
  /** The rest of the text. */
  rest: string;
}

interface ClockTime {
  hours: number;
  minutes: number;
  seconds: number;
  milliseconds: number;
  rest: string;
}

const midnight: ClockTime = { hours: 0, minutes: 0, seconds: 0, milliseconds: 0, rest: '' };

/** Offset from UTC in minutes; `local` where a text names no zone. */
type Zone = number | 'local';

function toTime(
  { year, month, day }: CalendarDate,
  { hours, minutes, seconds, milliseconds }: ClockTime,
  zone: Zone,
  fromLocal: FromLocal,
): number | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  // `Date` reads a day that the month does not have as a day of the next month.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const time = date.getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  return toFinite(zone === 'local' ? fromLocal(time) : time - zone * 60_000);
}

const clockPattern = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?!\d)(?:\s*([ap])\.?m\b\.?)?\s*/i;

function parseClock(text: string): ClockTime | undefined {
  const match = clockPattern.exec(text);
  if (!match) return undefined;
  const [whole, hourText, minuteText, secondText = 0, fraction = '', half] = match;
  const [given, minutes, seconds] = [Number(hourText), Number(minuteText), Number(secondText)];
  if (half && (given < 1 || given > 12)) return undefined;
  const hours = half ? (given % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : given;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return { hours, minutes, seconds, milliseconds, rest: text.slice(whole.length) };
}

const monthNames = 'january february march april may june july august september october november december'.split(' ');
const weekdayNames = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

/** Finds a name by its first three letters or more. Returns its number, counted from 1, or 0 if there is none. */
const findName = (names: readonly string[], word = ''): number =>
  word.length < 3 ? 0 : names.findIndex((name) => name.startsWith(word.toLowerCase())) + 1;

type DateForm = [pattern: RegExp, groups: (match: readonly string[]) => [year: string, month: number, day: string]];

/**
 * Forms of dates, in order: year first; digits alone; day or month first; a month's name behind the day or before it.
 */
const dateForms: DateForm[] = [
  [
    /^(\d{4})([-/.])\s?(\d{1,2})\2\s?(\d{1,2})\.?(?!\d)/,
    ([, year = '', , month, day = '']) => [year, Number(month), day],
  ],
  [/^(\d{4})(\d\d)(\d\d)(?!\d)/, ([, year = '', month, day = '']) => [year, Number(month), day]],
  [
    /^(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})\.?(?!\d)/,
    ([, first = '', separator, second = '', year = '']) =>
      // The month comes first, unless dots or a number over 12 show that it does not.
      separator === '.' || Number(first) > 12 ? [year, Number(second), first] : [year, Number(first), second],
  ],
  [
    /^(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4}|\d\d)(?!\d)/i,
    ([, day = '', month, year = '']) => [year, findName(monthNames, month), day],
  ],
  [
    /^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)/i,
    ([, month, day = '', year = '']) => [year, findName(monthNames, month), day],
  ],
];

function parseDate(given: string): CalendarDate | undefined {
  const [prefix = '', word] = /^([a-z]{3,9})\.?(?:,\s*|\s+)/i.exec(given) ?? [];
  const text = (findName(weekdayNames, word) ? given.slice(prefix.length) : given).trim();
  for (const [pattern, groups] of dateForms) {
    const match = pattern.exec(text);
    if (!match) continue;
    const [yearText, month, day] = groups(match);
    const year = Number(yearText) + (yearText.length === 2 ? 2000 : 0);
    return { year, month, day: Number(day), rest: text.slice(match[0].length).trim() };
  }
  return undefined;
}

/** Offsets of zones by name, in hours. The abbreviations are those of RFC 2822; all others have several meanings. */
const zoneHours: Readonly<Record<string, number>> = {
  z: 0,
  utc: 0,
  gmt: 0,
  ut: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

const offsetPattern = /^(?:utc|gmt|ut)?\s*([-+])(\d{1,2})(?::?(\d\d))?(?=$|[\s[(])\s*(.*)$/i;

/**
 * Parses a zone. A name may follow the offset (`-0500 (Central Daylight Time)`, `+0200 CEST`, `+02:00[Europe/Paris]`).
 */
function parseZone(given: string): Zone | undefined {
  const text = given.trim();
  const [, sign, hours, minutes = 0, name = ''] = offsetPattern.exec(text) ?? [];
  if (sign) {
    const offset = Number(hours) * 60 + Number(minutes);
    if (offset > 14 * 60 || Number(minutes) > 59 || /^[^a-z([]/i.test(name)) return undefined;
    return sign === '-' ? -offset : offset;
  }
  if (!text) return 'local';
  const [, word = '', comment] = /^([a-z]+|(?=\())\s*(?:[([]([^()[\]]*)[)\]])?$/i.exec(text) ?? [];
  const zone = (word || comment || '?').trim().toLowerCase();
  const offset = Object.hasOwn(zoneHours, zone) ? zoneHours[zone] : undefined;
  return offset === undefined ? undefined : offset * 60;
}
