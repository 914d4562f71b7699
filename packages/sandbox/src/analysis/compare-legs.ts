import type { ReceivedEvent } from '../events/received-event.js';
import { isFields } from '../graph/fields.js';

/** A field that the two legs of an event fill differently. */
export interface Difference {
  /** Path of the field, such as `custom_data.value`. */
  field: string;
  /** Value of the browser's event; undefined when it has none. */
  browser?: unknown;
  /** Value of the server's event; undefined when it has none. */
  server?: unknown;
}

/**
 * Compares two events of one conversion: all custom data, and the match keys that both have. A hit carries numbers as
 * text, so `5` and `5.00` are the same. The URL is not compared: server code may send an order before its page is shown.
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

/** Leaves out the tag of Meta's libraries: the fifth part of a cookie, the appendix of a hash. */
const toMatchKey = (field: string, value: unknown): string =>
  /fb[pc]$/.test(field) ? String(value).split('.').slice(0, 4).join('.') : String(value).split('.', 1).join();

/** Maps a value to text that is the same for both legs: keys in order, numbers as text. */
function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return `[${value.map(toText).join()}]`;
  if (!isFields(value)) return String(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${key}:${toText(value[key])}`).join()}}`;
}
