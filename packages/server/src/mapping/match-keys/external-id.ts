import { toTrimmedText, without } from './text.js';

/**
 * Returns the site's own id of a person in lower case, without white space: the Pixel does the same before it hashes.
 */
export const toExternalIdForm = (value: unknown): string | undefined =>
  without(toTrimmedText(value)?.toLowerCase(), whiteSpace);

const whiteSpace = /\s/g;

/** Returns whether the Pixel takes an id for a hash: it has 32 or 64 hex digits. */
export const isExternalIdHash = (form: string): boolean => hashForm.test(form);

const hashForm = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/;
