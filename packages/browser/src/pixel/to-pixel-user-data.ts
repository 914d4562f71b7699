import { type Fields, type Message, type Settings, selectUserData, toText } from '@twinbeam/shared';

/** Match keys for `fbq('init')`, which hashes them before they are sent. */
export type PixelUserData = Record<string, string>;

/** A SHA-256, perhaps with the appendix of Meta's Parameter Builder, is in normal form. */
const hashPattern = /^[\da-f]{64}(\.[\w-]+)?$/i;

/**
 * The normal forms that are cheap, so that the Pixel hashes what the server hashes. What cannot be brought into form is left
 * out: the server has tables, and the Pixel's own normal forms are lax.
 */
const normalForms: Record<string, (text: string) => string | undefined> = {
  em: (text) => (text.includes('@') ? text.toLowerCase() : undefined),
  ph: (text) =>
    /^(?:\+|00)[\d ().-]+$/
      .exec(text)?.[0]
      .replace(/\(0\)|\D/g, '')
      .replace(/^0+/, ''),
  ge: (text) => ({ f: 'f', female: 'f', woman: 'f', m: 'm', male: 'm', man: 'm' })[text.toLowerCase()],
  zp: (text) => text.toLowerCase().replace(/[\s-]/g, ''),
  country: (text) => /^[a-z]{2}$/.exec(text.toLowerCase().replace(/^uk$/, 'gb'))?.[0],
  db: (text) => /^\d{4}-?\d\d-?\d\d/.exec(text)?.[0].replace(/-/g, ''),
};

/** Keys that the Pixel fills from others where they are missing: an id of seven digits would be a telephone number. */
const neverGuessed = { em: '', ph: '', zp: '', ge: '' };

/**
 * Returns what a message says of its visitor, selected as the server selects it, in the normal forms that are cheap.
 *
 * @param actionFields the match keys that the action of the message sets
 */
export function toPixelUserData(message: Message, settings: Settings, actionFields?: Fields): PixelUserData {
  const userData: PixelUserData = { ...neverGuessed };
  for (const [key, value] of Object.entries(selectUserData(message, settings, undefined, actionFields))) {
    const text = toText(value);
    const normal = text && !hashPattern.test(text) && normalForms[key] ? normalForms[key](text) : text;
    if (normal) userData[key] = normal;
  }
  return userData;
}
