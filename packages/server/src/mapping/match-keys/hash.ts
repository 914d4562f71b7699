import { hash } from 'node:crypto';

/** Returns the SHA-256 of a text as UTF-8, in lower-case hex: how Meta compares match keys. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** Returns whether a value is such a hash already; it is then sent as it is, in lower case. */
export const isSha256 = (value: string): boolean => value.length === 64 && /^[0-9a-f]+$/i.test(value);
