import { sha256 } from './match-keys/hash.js';
import { cleanUrl } from './page-url.js';
import { parseTime } from './parse-time.js';

/** Functions of the mapping that compute the result for each input once. */
export interface MappingMemo {
  sha256: typeof sha256;
  cleanUrl: typeof cleanUrl;
  parseTime: (value: unknown) => number | undefined;
}

/** The functions themselves, for a message that is mapped alone: it has most values only once. */
export const noMemo: MappingMemo = { sha256, cleanUrl, parseTime };

/**
 * Creates the memo that the messages of one request share. They are of one visitor, most of them of one page, and all have
 * the same time of sending.
 */
export const createMappingMemo = (): MappingMemo => ({
  sha256: memoize(sha256),
  cleanUrl: memoize(cleanUrl),
  parseTime: memoize(parseTime),
});

function memoize<Given, Result>(compute: (given: Given) => Result): (given: Given) => Result {
  const results = new Map<Given, Result>();
  return (given) => {
    const known = results.get(given);
    if (known !== undefined || results.has(given)) return known as Result;
    const result = compute(given);
    results.set(given, result);
    return result;
  };
}
