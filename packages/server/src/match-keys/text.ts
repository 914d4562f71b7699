/** Longer texts are no match keys; the bound keeps every rule below it cheap. */
const maxLength = 512;

/** A foreign value as text in NFC, trimmed; undefined for what is neither text nor a number, for blank and for huge text. */
export function plainText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'string' || value.length > maxLength) return undefined;
  return value.normalize('NFC').trim() || undefined;
}

/** The text without some characters, or undefined when nothing is left. */
export const without = (text: string | undefined, pattern: RegExp): string | undefined =>
  text?.replace(pattern, '') || undefined;
