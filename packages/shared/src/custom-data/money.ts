import { toAsciiDigits } from '../base/ascii-digits.js';
import { withoutInvisible } from '../base/value.js';
import { parseCurrency } from './currency.js';

/**
 * Parses an amount, from a number or from text as people write it; returns undefined if it cannot be read.
 *
 * A comma before exactly three last digits separates thousands, unless only zeros stand before it, else decimals. A lone
 * dot is decimal, but for the same place before a dash (`1.299,-`) and beside what names a currency that is written with
 * dots and has no thousandths: `Rp 150.000`, `R$ 1.299`, `1.299 kr`, `1.299 DKK`. Of two kinds of separators the last one is
 * decimal; a separator that repeats separates thousands.
 * Only a currency's symbol, code or abbreviation may stand on either side: `10%`, `5 pcs` and `(5.00)` are not amounts.
 *
 * @example
 * parseMoney('$1,234.50'); // 1234.5
 * parseMoney('12,50 €'); // 12.5
 * parseMoney('1.234,50'); // 1234.5
 */
export function parseMoney(value: unknown): number | undefined {
  if (Number.isFinite(value)) return value as number;
  // The fast cases first: an event's price may be read for each of its products.
  if (typeof value !== 'string' || value.length > maxLength) return undefined;
  if (plainNumber.test(value)) return Number(value);
  const given = toAsciiDigits(withoutInvisible(value.normalize('NFKC')).trim());
  // Prices without decimals may end in a dash: "12,-", in Sweden "12:-", in India "12/-".
  const text = given.replace(/(\d)[.,:/]\s?[-–—]+(?=\D*$)/, '$1');
  // A dot after a letter belongs to the currency: "Rs. 500".
  const pattern = /^(\D{0,9}?(?:[\p{L}/]\.\s*)?)([.,]?\d[\d.,'’\s]{0,40})(\D{0,9})$/u;
  const [, before = '', number = '', behind = ''] = pattern.exec(text) ?? [];
  const notations = [findNotation(before.replace(/[-+]/, '')), findNotation(behind)];
  if (!number || notations.includes(undefined)) return undefined;
  const written = number.trim().replace(/['’\s]+/g, ' ');
  const [, whole = written, separator = '.', fraction = ''] = /^(.*)([.,])(.*)$/.exec(written) ?? [];
  const isGroup =
    fraction.length === 3 &&
    Number(whole) !== 0 &&
    (separator === ',' ? !/[. ]/.test(whole) : text !== given || notations.includes('dotted'));
  const isThousands = whole.includes(separator) || isGroup;
  const [grouped, decimals] = isThousands ? [written, ''] : [whole, fraction];
  if (!wholeNumber.test(grouped) || decimals.includes(' ')) return undefined;
  const amount = Number(`${grouped.replace(/[., ]/g, '')}.${decimals}`);
  return before.includes('-') ? -amount : amount;
}

const plainNumber = /^\d{1,20}(?:\.\d{1,20})?$/;

/** Digits without separators or in groups of three (in India of two, except the last), with one kind of separator. */
const wholeNumber = /^\d*(?:([., ])(?:\d{2,3}\1)*\d{3})?$/;

/** The maximum number of characters; no amount is longer. */
const maxLength = 100;

/**
 * What people write for a currency besides its code: symbols and abbreviations, in lower case and without spaces or a dot
 * at the end. A symbol counts with letters around it too (`US$`).
 */
const marks =
  /*#__PURE__*/ 'euro euros лв грн r rm br sr rs q qr ksh tsh ush nis fr sfr kz dh dhs bd jd kd zl zł tk b/ s/ руб р 元 円 원'.split(
    ' ',
  );

/** Marks and codes of currencies whose thousands are divided by dots, and whose amounts never have three decimals. */
const dottedMarks =
  /*#__PURE__*/ '₫ đ vnđ ₲ ₺ ₡ r$ rp kr din дин ден lei ft tl cfa fcfa kc kč kcs kčs km bs gs ars bam bob brl clp cop crc czk dkk huf idr isk mkd nok pyg ron rsd sek try uyu ves vnd xaf xof'.split(
    ' ',
  );

/** A symbol with letters; what is written in Arabic has two letters with a dot between them. */
const symbolMark = /^[a-z]{0,3}(\p{Sc})[a-z]{0,3}$|^\.?[ء-ي]\.[ء-ي]$/u;

/**
 * Returns how the amount beside a mark is written: with a decimal dot, or with dots that divide thousands. Undefined for a
 * text that names no currency, such as a unit or a percent sign.
 */
function findNotation(text: string): 'decimal' | 'dotted' | undefined {
  const mark = text
    .trim()
    .toLowerCase()
    .replace(/\s|\.$/g, '');
  const [symbolWithLetters, symbol = ''] = symbolMark.exec(mark) ?? [];
  // `VN₫` is written as `₫` is, and `CLP $` as `CLP`.
  if ([mark, symbol, mark.replace(symbol, '')].some((each) => dottedMarks.includes(each))) return 'dotted';
  return !mark || symbolWithLetters || marks.includes(mark) || parseCurrency(text) ? 'decimal' : undefined;
}
