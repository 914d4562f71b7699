/** Property names that stand for personal data, which Meta must not get in clear; in any case. */
const names =
  'email firstname first_name lastname last_name gender city country phone state zip postalcode postal_code birthday dateofbirth date_of_birth';

const known = /*#__PURE__*/ new Set(/*#__PURE__*/ names.split(' '));

/** Whether a property or query parameter of this name, or the last part of its path, holds personal data. */
export const isPersonalName = (name: string): boolean =>
  known.has(name) || (mixed.test(name) && known.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase()));

/** Most names are neither in mixed case nor paths. */
const mixed = /[A-Z.]/;

const emailPattern = /[^\s@](?:@|%(?:25)*40)[\p{L}\p{N}.-]+\.\p{L}[\p{L}\p{N}-]+/u;

/** Whether a text holds an e-mail address, also as it stands in a URL. */
export const holdsEmail = (text: string): boolean =>
  (text.includes('@') || text.includes('%')) && emailPattern.test(text);
