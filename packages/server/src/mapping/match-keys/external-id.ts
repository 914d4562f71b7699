import { toTrimmedText, without } from './text.js';

/** Returns an id of the site's own: lower case without white space, exactly as the Pixel does it before hashing. */
export const toExternalIdForm = (value: unknown): string | undefined =>
  without(toTrimmedText(value)?.toLowerCase(), /\s/g);

/** Returns whether the Pixel takes an id for a hash already: 32 or 64 hex digits. */
export const isExternalIdHash = (form: string): boolean => /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/.test(form);
