const minute = 60_000;
const day = 24 * 60 * minute;

/** Returns whether a time zone has this name in the IANA's database: `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Creates a function that reads a local time, given as if it were UTC, in milliseconds since 1970. As Temporal's
 * `compatible` has it, a time that the clock shows twice is the first one, and one that it leaves out is read by the
 * offset before: https://tc39.es/proposal-temporal/docs/timezone.html
 *
 * @param timeZone its name in the IANA's database
 */
export function createLocalTimeReader(timeZone: string): (local: number) => number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const readOffset = (time: number): number => {
    const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = 0, minutes = 0] = /([-+\u2212])(\d\d):(\d\d)/.exec(name) ?? [];
    return (sign === '+' ? 1 : -1) * (Number(hours) * 60 + Number(minutes)) * minute;
  };
  return (local) => {
    const [before, after] = [readOffset(local - day), readOffset(local + day)];
    const isChanged = readOffset(local - before) !== before && readOffset(local - after) === after;
    return local - (isChanged ? after : before);
  };
}
