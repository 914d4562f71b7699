/**
 * The kind of a field, which decides which texts are placeholders: fewer in names than in ids, because `Null` is a
 * surname.
 *
 * @example
 * const kind: PlaceholderKind = 'orderId';
 */
export type PlaceholderKind = 'id' | 'userId' | 'orderId' | 'name';

/**
 * Texts that templates and string conversions write for a missing value, and the format in which spreadsheets write
 * long numbers: many order ids and telephone numbers become the same `1.23457E+12`.
 */
const words = 'null|undefined|nan|n/a|\\(?(none|not set)\\)?|\\[object object\\]|\\d([.,]\\d+)?e\\+\\d+';

const wholeText = (alternatives: string): RegExp => new RegExp(`^\\s*(?:${alternatives})\\s*$`, 'i');

const patterns: Record<PlaceholderKind, RegExp> = /*#__PURE__*/ (() => ({
  id: wholeText(words),
  userId: wholeText(`${words}|0|-1|guest|anonymous`),
  orderId: wholeText(`${words}|0`),
  name: wholeText('undefined|\\[object object\\]|n/a|\\(not set\\)'),
}))();

/**
 * Returns whether a value is a placeholder, a text such as `undefined` that stands for a missing value. Text is
 * compared trimmed and in any case. Blank text and other types count as missing anyway, and are not placeholders.
 *
 * @param kind the kind of the field: `id` for events, e-mail, phone, places and every field without its own kind
 * @example
 * isPlaceholder('(not set)', 'id'); // true
 * isPlaceholder('Null', 'name'); // false
 */
export function isPlaceholder(value: unknown, kind: PlaceholderKind): boolean {
  const text = typeof value === 'number' ? `${value}` : value;
  return (
    typeof text === 'string' && (patterns[kind].test(text) || (kind === 'name' && /^\s*(null|NaN)\s*$/.test(text)))
  );
}
