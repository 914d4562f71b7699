import { toAsciiDigits } from '../ascii-digits.js';
import { withoutInvisible } from '../value.js';
import { parseCurrency } from './currency.js';

/**
 * Parses an amount, from a number or from text as people write it; undefined when it cannot be read.
 *
 * A comma before exactly three last digits separates thousands, unless only zeros stand before it, else decimals. A lone
 * dot is decimal, but for the same place before a dash (`1.299,-`) and beside what names a currency that is written with
 * dots and has no thousandths: `Rp 150.000`, `R$ 1.299`, `1.299 kr`, `1.299 DKK`. Of two kinds of separators the last one is decimal; a separator that repeats separates thousands.
 * Only a currency's symbol, code or abbreviation may stand on either side: `10%`, `5 pcs` and `(5.00)` are no amounts.
 *
 * @example
 * parseMoney('$1,234.50'); // 1234.5
 * parseMoney('12,50 €'); // 12.5
 * parseMoney('1.234,50'); // 1234.5
 */
export function parseMoney(value: unknown): number | undefined {
  if (Number.isFinite(value)) return value as number;
  // Looked at first: an event's amount is read for each of its products.
  if (typeof value !== 'string' || value.length > maxLength) return undefined;
  if (plainNumber.test(value)) return Number(value);
  const given = toAsciiDigits(withoutInvisible(value.normalize('NFKC')).trim());
  // Prices without decimals end in a dash: "12,-", in Sweden "12:-", in India "12/-".
  const text = given.replace(/(\d)[.,:/]\s?[-–—]+(?=\D*$)/, '$1');
  // A dot behind a letter belongs to the currency: "Rs. 500".
  const pattern = /^(\D{0,9}?(?:[\p{L}/]\.\s*)?)([.,]?\d[\d.,'’\s]{0,40})(\D{0,9})$/u;
  const [, before = '', number = '', behind = ''] = pattern.exec(text) ?? [];
  if (!number || !isCurrencyMark(before.replace(/[-+]/, '')) || !isCurrencyMark(behind)) return undefined;
  const written = number.trim().replace(/['’\s]+/g, ' ');
  const [, whole = written, separator = '.', fraction = ''] = /^(.*)([.,])(.*)$/.exec(written) ?? [];
  const isGroup =
    fraction.length === 3 &&
    Number(whole) !== 0 &&
    (separator === ',' ? !/[. ]/.test(whole) : text !== given || undivided.test(before + behind));
  const isThousands = whole.includes(separator) || isGroup;
  const [grouped, decimals] = isThousands ? [written, ''] : [whole, fraction];
  if (!wholeNumber.test(grouped) || decimals.includes(' ')) return undefined;
  const amount = Number(`${grouped.replace(/[., ]/g, '')}.${decimals}`);
  return before.includes('-') ? -amount : amount;
}

const plainNumber = /^\d{1,20}(?:\.\d{1,20})?$/;

/** Digits alone, or in groups of three: in India of two, but for the last. One kind of separator stands between them. */
const wholeNumber = /^\d*(?:([., ])(?:\d{2,3}\1)*\d{3})?$/;

/** Characters; no amount is written longer. */
const maxLength = 100;

/** Symbols of currencies, perhaps with letters (`US$`), and what people write instead of a code, in Arabic two letters with dots. */
const currencyMark =
  /^(?:[a-z]{0,3}\p{Sc}[a-z]{0,3}|\.?[ء-ي]\.[ء-ي]|euros?|[ktu]sh|f? ?cfa|лв|грн|(?:vn)?đ|[bks]?r[mp]?|qr?|[bgr]s|nis|s?fr|k[cčmz]s?|din|д[еи]н|dhs?|[bjk]d|z[lł]|t[kl]|ft|lei|[bs]\/|руб|[р元円원])?\.?$/iu;

/** Marks and codes of currencies whose amounts have no three decimals, though a dot divides their thousands. */
const undivided =
  /[₫đ₲₺₡]|r[p$]|brl|rsd|din|д[еи]н|lei|ron|crc|vnd|idr|c[lo]p|ft|huf|tl|try|cfa|x[ao]f|k[cčm]|mkd|bam|ars|uyu|[cdins][ekosz]k|bob|ves|pyg|\b(?:kr|[bg]s)\b/i;

/** Returns whether a text beside a number belongs to an amount; units and percent signs do not. */
const isCurrencyMark = (text: string): boolean => currencyMark.test(text.trim()) || parseCurrency(text) !== undefined;
