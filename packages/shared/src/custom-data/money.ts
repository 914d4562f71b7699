import { toText } from '../value.js';

/**
 * Parses an amount, from a number or from text as people write it; undefined when it cannot be read.
 *
 * A comma before exactly three last digits separates thousands, else decimals; a lone dot is decimal; of two kinds of
 * separators the last one is decimal; a separator that repeats separates thousands. Symbols or letters of a currency
 * may stand on either side.
 *
 * @example
 * parseMoney('$1,234.50'); // 1234.5
 * parseMoney('12,50 €'); // 12.5
 * parseMoney('1.234,50'); // 1234.5
 */
export function parseMoney(value: unknown): number | undefined {
  if (Number.isFinite(value)) return value as number;
  const text = toText(value) ?? '';
  // A dot behind a letter belongs to the currency: "Rs. 500".
  const pattern = /^\D{0,6}?(?:[a-z/]\.\s*)?([.,]?\d[\d.,'’\s]*?)[^\d-]{0,5}$/i;
  const written = pattern.exec(text)?.[1]?.replace(/[^\d.,]/g, '');
  if (!written) return undefined;
  const [, whole = written, separator = '.', fraction = ''] = /^(.*)([.,])(.*)$/.exec(written) ?? [];
  const isThousands = whole.includes(separator) || (separator === ',' && fraction.length === 3 && !whole.includes('.'));
  const amount = Number(whole.replace(/[.,]/g, '') + (isThousands ? '' : '.') + fraction);
  return text.includes('-') ? -amount : amount;
}
