/**
 * Kind of field by which text is judged: ids are read more strictly than names, since `Null` is a surname.
 *
 * @example
 * const kind: PlaceholderKind = 'orderId';
 */
export type PlaceholderKind = 'id' | 'userId' | 'orderId' | 'name';

/**
 * Texts that templates and string conversions write where a value is missing, and what spreadsheets make of long numbers:
 * `1.23457E+12` is many orders and telephone numbers.
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
 * Returns whether a value is text that stands for no value, such as `undefined`; it then counts as missing. Text is
 * compared trimmed and in any case; blank text and what is no text are missing already, and no placeholders.
 *
 * @param kind kind of the field: `id` for events, e-mail, phone, places and all that has no kind of its own
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
