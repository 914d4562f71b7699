/** Markup that is safe to include in a page. Only `html`, `json` and `raw` create it. */
export interface Html {
  readonly text: string;
}

type Part = Html | string | number | undefined | false | Part[];

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const toText = (part: Part): string => {
  if (Array.isArray(part)) return part.map(toText).join('');
  if (typeof part === 'object') return part.text;
  return part === undefined || part === false
    ? ''
    : String(part).replace(/[&<>"']/g, (sign) => escapes[sign] as string);
};

/** Marks text as markup. */
export const raw = (text: string): Html => ({ text });

/** Fills a template. Values are escaped, unless they are markup. */
export const html = (strings: TemplateStringsArray, ...values: Part[]): Html =>
  raw(strings.map((text, index) => text + toText(values[index])).join(''));

/** Writes a value as JSON that is safe in a script element. */
export const json = (value: unknown): Html => raw(JSON.stringify(value).replace(/</g, '\\u003c'));
