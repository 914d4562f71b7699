/** Searches places for texts that must not be found there, in any encoding. */

/**
 * Returns, for each offset in a group of three bytes, the part of a text's Base64 that does not depend on the text
 * around it.
 */
function toBase64Parts(text: string): string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.from('\0'.repeat(offset) + text);
    const [begin, end] = [Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6)];
    return bytes.toString('base64').slice(begin, end);
  });
}

/** Finds marks in places: as plain text in any case, URL-encoded, in Base64 (URL-safe or not) and in hexadecimal. */
export function findLeaks(marks: readonly string[], places: Readonly<Record<string, string>>): string[] {
  const leaks: string[] = [];
  for (const [place, text] of Object.entries(places)) {
    const lower = text.toLowerCase();
    const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
    for (const mark of marks) {
      const small = mark.toLowerCase();
      const isThere =
        [small, encodeURIComponent(small).toLowerCase(), Buffer.from(small).toString('hex')].some((form) =>
          lower.includes(form),
        ) || [mark, small].flatMap(toBase64Parts).some((form) => base64.includes(form));
      if (isThere) leaks.push(`${mark} in ${place}`);
    }
  }
  return leaks;
}
