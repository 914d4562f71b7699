const minute = 60_000;
const day = 24 * 60 * minute;

/** Returns whether the IANA database has a time zone of this name, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Creates a function that converts a local time, given as if it were UTC, into milliseconds since 1970. Like
 * `compatible` in Temporal, it takes the first of two times that the clock shows twice, and applies the previous offset
 * to a time that the clock skips: https://tc39.es/proposal-temporal/docs/timezone.html
 *
 * @param timeZone its name in the IANA database
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
