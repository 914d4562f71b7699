/**
 * Parses JSON from an untrusted source. Returns undefined if the text is not JSON, because the parser's error would
 * quote it.
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
