/**
 * Stands in for `pii.ts` in the browser's build, smaller and slower: a page has few properties to look at. Keys by which
 * JSON could reach a prototype go the way of personal ones.
 */
const personalName =
  /(^|\.)(email|(first|last)_?name|gender|city|country|phone|state|zip|postal_?code|birthday|date_?of_?birth|__proto__|constructor|prototype)$/i;

export const isPersonalName = (name: string): boolean => personalName.test(name);

const emailPattern = /[^\s@](?:@|%(?:25)*40)[\p{L}\p{N}.-]+\.\p{L}[\p{L}\p{N}-]+/u;

export const holdsEmail = (text: string): boolean => emailPattern.test(text);
