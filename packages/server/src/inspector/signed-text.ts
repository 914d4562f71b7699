import { randomBytes } from 'node:crypto';
import type { SigningKey } from '../http/visitor/signing-key.js';

/** Texts with an end, which only this site can have made. They are stored nowhere. */
export interface SignedTexts {
  /** Creates one that is valid for this time, in milliseconds. */
  create(maxAgeMs: number): string;
  isValid(text: string): boolean;
}

/** Creates the signing of texts with the key of one purpose: processes with the same key take each other's. */
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
