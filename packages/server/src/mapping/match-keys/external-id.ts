import { toTrimmedText, without } from './text.js';

/** Returns an id of the site's own: lower case without white space, exactly as the Pixel does it before hashing. */
export const toExternalIdForm = (value: unknown): string | undefined =>
  without(toTrimmedText(value)?.toLowerCase(), /\s/g);

/** Returns whether the Pixel takes an id for a hash already: 32 or 64 hex digits. */
export const isExternalIdHash = (form: string): boolean =>
  (form.length === 32 || form.length === 64) && /^[0-9a-f]+$/.test(form);
