/**
 * Parses JSON from elsewhere; undefined for what is none, because an error of the parser would quote it.
 *
 * @example
 * parseJson('{"a":1}'); // { a: 1 }
 * parseJson('a'); // undefined
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
