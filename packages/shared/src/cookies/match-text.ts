import { toText } from '../base/value.js';

/** Returns the value as trimmed text if it matches a pattern; otherwise undefined. */
export function matchText(value: unknown, pattern: RegExp): string | undefined {
  const text = toText(value);
  return text && pattern.test(text) ? text : undefined;
}
