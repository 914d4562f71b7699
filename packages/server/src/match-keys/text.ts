/** A foreign value as text in NFC, trimmed; undefined for what is neither text nor a number, and for blank text. */
export function plainText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' ? value.normalize('NFC').trim() || undefined : undefined;
}

/** The text without some characters, or undefined when nothing is left. */
export const without = (text: string | undefined, pattern: RegExp): string | undefined =>
  text?.replace(pattern, '') || undefined;
