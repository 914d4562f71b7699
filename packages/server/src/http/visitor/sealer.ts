import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Encrypts data that the browser stores for the server: only the server can read, change or create it. */
export interface Sealer {
  seal(text: string): string;
  /** Returns the text; undefined if it was not sealed with the same key. */
  open(sealed: string): string | undefined;
}

const algorithm = 'aes-256-gcm';
/** Lengths in bytes (NIST SP 800-38D, 8.2.2 and 5.2.1.2). */
const ivLength = 12;
const tagLength = 16;

/** @param key 32 bytes */
export function createSealer(key: Buffer): Sealer {
  return {
    seal(text) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagLength });
      const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), encrypted]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      try {
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivLength), { authTagLength: tagLength });
        decipher.setAuthTag(bytes.subarray(ivLength, ivLength + tagLength));
        return decipher.update(bytes.subarray(ivLength + tagLength), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
