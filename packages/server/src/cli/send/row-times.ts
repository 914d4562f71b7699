import { parseTime } from '../../mapping/parse-time.js';
import { createLocalTimeReader } from './local-time.js';

/** Reads times of rows that have no time zone. */
export interface RowTimes {
  /** Returns the message of a row with its time in UTC. */
  read(message: Record<string, unknown>): Record<string, unknown>;
  /** Returns whether a row had such a time. */
  hasRead(): boolean;
}

/** Creates a reader of times. @param timeZone its name in the IANA database */
export function createRowTimes(timeZone: string): RowTimes {
  const fromLocal = createLocalTimeReader(timeZone);
  let hasRead = false;
  const toUtc = (value: unknown): unknown => {
    let isLocal = false;
    const time = parseTime(value, (local) => {
      isLocal = true;
      return fromLocal(local);
    });
    if (!isLocal || time === undefined) return value;
    hasRead = true;
    return new Date(time).toISOString();
  };
  return {
    hasRead: () => hasRead,
    read(message) {
      const fields = ['timestamp', 'originalTimestamp'].filter((field) => field in message);
      return { ...message, ...Object.fromEntries(fields.map((field) => [field, toUtc(message[field])])) };
    },
  };
}
