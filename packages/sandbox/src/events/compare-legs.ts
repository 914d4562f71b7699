import { isFields } from '../graph/fields.js';
import type { ReceivedEvent } from './received-event.js';

/** A field that differs between the two legs of an event. */
export interface Difference {
  /** Path of the field, such as `custom_data.value`. */
  field: string;
  /** Value in the browser's event; undefined if it has none. */
  browser?: unknown;
  /** Value in the server's event; undefined if it has none. */
  server?: unknown;
}

/**
 * Compares the two events of a conversion: all custom data, and the match keys that both have. Hits contain numbers as
 * strings, so `5` and `5.00` are equal. The URL is not compared: server code may send an order before its page is
 * shown.
 */
export function compareLegs(browser: ReceivedEvent, server: ReceivedEvent): Difference[] {
  const differences: Difference[] = [];
  const compare = (field: string, ours: unknown, theirs: unknown) => {
    if (!isSame(field, ours, theirs)) differences.push({ field, browser: ours, server: theirs });
  };
  const customKeys = new Set([...Object.keys(browser.custom_data), ...Object.keys(server.custom_data)]);
  for (const key of customKeys) compare(`custom_data.${key}`, browser.custom_data[key], server.custom_data[key]);
  for (const key of Object.keys(browser.user_data)) {
    if (key in server.user_data) compare(`user_data.${key}`, browser.user_data[key], server.user_data[key]);
  }
  return differences;
}

function isSame(field: string, ours: unknown, theirs: unknown): boolean {
  if (field.startsWith('user_data.')) {
    const ourValues = [ours].flat().map((value) => toMatchKey(field, value));
    const theirValues = [theirs].flat().map((value) => toMatchKey(field, value));
    return ourValues.some((value) => theirValues.includes(value));
  }
  const [a, b] = [toText(ours), toText(theirs)];
  return a === b || (a !== '' && b !== '' && Number(a) === Number(b));
}

/** Removes the tag of Meta's libraries: the fifth part of a cookie, or the appendix of a hash. */
const toMatchKey = (field: string, value: unknown): string =>
  /fb[pc]$/.test(field) ? String(value).split('.').slice(0, 4).join('.') : String(value).split('.', 1).join();

/** Maps a value to a string that is the same for both legs: with sorted keys, and numbers as strings. */
function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return `[${value.map(toText).join()}]`;
  if (!isFields(value)) return String(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${key}:${toText(value[key])}`).join()}}`;
}
