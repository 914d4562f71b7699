/**
 * Replaces the digits of all scripts with ASCII digits, and Arabic decimal and thousands separators with `.` and `,`.
 *
 * @example
 * toAsciiDigits('١٢٫٥'); // '12.5'
 */
export const toAsciiDigits = (text: string): string =>
  text.replace(/[٫٬]|\p{Nd}/gu, (sign) => (sign === '٫' ? '.' : sign === '٬' ? ',' : toAsciiDigit(sign)));

/** Unicode has each script's digits in a run from zero to nine; one run may directly follow another. */
function toAsciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--;
  return `${(code - start) % 10}`;
}
