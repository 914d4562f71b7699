import { plainText, without } from './text.js';

/** An id of the site's own: lower case without white space, exactly as the Pixel does it before hashing. */
export const externalIdForm = (value: unknown): string | undefined => without(plainText(value)?.toLowerCase(), /\s/g);

/** The Pixel takes 32 and 64 hex digits for a hash that is made already. */
export const isExternalIdHash = (form: string): boolean =>
  (form.length === 32 || form.length === 64) && /^[0-9a-f]+$/.test(form);
