/**
 * Returns a text with the digits of every script as those of ASCII, and Arabic decimal and thousands separators too.
 *
 * @example
 * toAsciiDigits('١٢٫٥'); // '12.5'
 */
export const toAsciiDigits = (text: string): string =>
  text.replace(/[٫٬]|\p{Nd}/gu, (sign) => (sign === '٫' ? '.' : sign === '٬' ? ',' : toAsciiDigit(sign)));

/** Unicode has the digits of each script in one run, from zero to nine; runs may follow one another. */
function toAsciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--;
  return `${(code - start) % 10}`;
}
