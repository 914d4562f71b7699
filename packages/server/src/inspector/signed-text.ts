import { randomBytes } from 'node:crypto';
import type { SigningKey } from '../http/visitor/signing-key.js';

/** Signed texts with an expiry, which only this site can create. They are not stored. */
export interface SignedTexts {
  /** Creates a text that is valid for this time, in milliseconds. */
  create(maxAgeMs: number): string;
  isValid(text: string): boolean;
}

/** Signs and checks texts with the key of one purpose. Processes with the same key accept each other's texts. */
export const createSignedTexts = (key: SigningKey, now: () => number): SignedTexts => ({
  create(maxAgeMs) {
    const text = `${now() + maxAgeMs}.${randomBytes(9).toString('base64url')}`;
    return `${text}.${key.sign(text)}`;
  },
  isValid(text) {
    const [, signed, end, signature] = /^((\d{1,15})\.[\w-]{12})\.([\w-]{43})$/.exec(text) ?? [];
    if (signed === undefined || signature === undefined) return false;
    return key.isSigned(signed, signature) && Number(end) > now();
  },
});
