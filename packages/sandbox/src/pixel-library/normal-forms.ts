/**
 * The library's normal forms of user data, by key. They are laxer than the rules of Meta's server: `female`, `uk`,
 * national telephone numbers, `SW1A 1AA` and birthdays with the day first are hashed as written.
 */
const normalForms: Record<string, (text: string) => string> = {
  em: (text) => (/^[^@\s]+@([a-z0-9-]+\.)+[a-z0-9-]+$/.test(text.trim()) ? text.trim() : ''),
  ph: (text) => text.replace(/\D/g, '').replace(/^0+/, ''),
  fn: stripPunctuation,
  ln: stripPunctuation,
  ct: stripToLatin,
  st: (text) => stripToLatin(text).slice(0, 2),
  country: (text) => stripToLatin(text).slice(0, 2),
  zp: (text) => {
    const first = text.replace(/-.*/s, '').trim();
    return first.length >= 2 ? first : '';
  },
};

const defaultForm = (text: string): string => text.replace(/\s/g, '');

/** Maps a value of user data to its normal form, or to an empty string if it has none. */
export const toNormalForm = (key: string, value: string): string =>
  (Object.hasOwn(normalForms, key) ? normalForms[key] : undefined)?.(value.toLowerCase()) ??
  defaultForm(value.toLowerCase());

function stripPunctuation(text: string): string {
  return text.replace(/[\s!-/:-@[-`{-~]/g, '');
}

function stripToLatin(text: string): string {
  const latin = text.replace(/[^a-z0-9]/g, '');
  return /^[a-z]/.test(latin) ? latin : '';
}
