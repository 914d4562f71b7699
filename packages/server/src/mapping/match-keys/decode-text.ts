/**
 * Returns text that templates and forms have left encoded for HTML or for a URL as it was written: `O&#039;Neill`,
 * `M&uuml;ller`, `%2B44 7911 123456`, `ada%40example.com`. Anything else is returned unchanged.
 */
export const decodeText = (text: string): string =>
  text.includes('&') ? decodeHtml(text) : text.includes('%') ? decodeUrl(text) : text;

/** An `@` is encoded in a URL, and an address may have a `%` of its own. A plus that is not the first is a space of a form. */
function decodeUrl(text: string): string {
  if (text.includes('@')) return text;
  try {
    return decodeURIComponent(text.replace(/(?!^)\+/g, ' ')).normalize('NFC');
  } catch {
    // The percent sign is one.
    return text;
  }
}

const decodeHtml = (text: string): string =>
  text
    .replace(
      /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi,
      (whole, decimal: string | undefined, hex: string | undefined, name = '') =>
        toCharacter(decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16)) ?? toNamed(name) ?? whole,
    )
    .normalize('NFC');

const toCharacter = (code: number): string | undefined =>
  code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : undefined;

function toNamed(name: string): string | undefined {
  const accent = accents[name.slice(1)];
  return accent ? name.charAt(0) + accent : names[name];
}

/** Accents of a letter by their names in HTML, as marks that follow it. */
const accents: Readonly<Record<string, string>> = {
  acute: '\u0301',
  caron: '\u030c',
  cedil: '\u0327',
  circ: '\u0302',
  grave: '\u0300',
  ring: '\u030a',
  tilde: '\u0303',
  uml: '\u0308',
};

/** Other characters by their names in HTML. */
const names: Readonly<Record<string, string>> = {
  AElig: 'Æ',
  aelig: 'æ',
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  nbsp: '\u00a0',
  Oslash: 'Ø',
  oslash: 'ø',
  plus: '+',
  quot: '"',
  rsquo: '’',
  szlig: 'ß',
};
