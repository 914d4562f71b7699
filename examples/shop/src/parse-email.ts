const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) && text.length <= 200;

/** Parses the e-mail address of a form; undefined for anything else. */
export function parseEmail(value: unknown): string | undefined {
  const text = String(value ?? '').trim();
  return isEmail(text) ? text : undefined;
}
