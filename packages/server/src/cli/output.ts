/** Prints a line. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Prints an error, and lets the command end with code 1. */
export function fail(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

export const toTime = (time: number | undefined): string =>
  time === undefined ? 'never' : new Date(time).toISOString();

/** Writes control characters as escapes: a terminal would obey those that a stranger has put into an event. */
export const toPlainText = (text: string | number): string =>
  String(text).replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
