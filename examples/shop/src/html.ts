/** Markup that is safe to stand in a page. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | undefined | false | Part[];

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const render = (part: Part): string => {
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(render).join('');
  return part === undefined || part === false
    ? ''
    : String(part).replace(/[&<>"']/g, (sign) => escapes[sign] as string);
};

/** A template whose values are escaped, unless they are markup themselves. */
export const html = (strings: TemplateStringsArray, ...values: Part[]): Html =>
  new Html(strings.map((text, index) => text + render(values[index])).join(''));

/** A value as JSON that may stand in a script element. */
export const json = (value: unknown): Html => new Html(JSON.stringify(value).replace(/</g, '\\u003c'));
