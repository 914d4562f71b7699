import { createHash } from 'node:crypto';

/** Returns the SHA-256 of a text in hex, without using code of the packages. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
