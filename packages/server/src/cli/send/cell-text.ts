/**
 * Returns the text of a cell without the prefix with which shops and spreadsheets keep a number as text: `'01067` and
 * `="01067"` are the postal code 01067.
 */
export function toCellText(cell: string): string {
  const formula = /^="(.*)"$/s.exec(cell)?.[1];
  return formula ?? cell.replace(/^'(?=[\d=+@-])/, '');
}

/** Returns whether a spreadsheet has shortened a number and lost digits: `1.23457E+12`. */
export function isShortened(text: string): boolean {
  const [, decimals = '', exponent] = /^\s*-?\d(?:[.,](\d{1,20}))?E\+(\d{1,3})\s*$/i.exec(text) ?? [];
  return exponent !== undefined && decimals.length < Number(exponent);
}
