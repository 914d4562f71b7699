import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

type Fields = Record<string, unknown>;

/** Normal forms by key, applied after trimming and lower-casing. */
const normalForms: Record<string, (text: string) => string> = {
  external_id: (text) => text.replace(/\s/g, ''),
  ph: (text) => text.replace(/\D/g, '').replace(/^0+/, ''),
  ct: (text) => text.replace(/[^\p{L}]/gu, ''),
  st: (text) => text.replace(/[^\p{L}]/gu, ''),
  zp: (text) => text.replace(/[\s-]/g, ''),
};

/** Hashes user data in its normal form (SHA-256, hex). Values that are hashes already are kept. */
export function hashUserData(data: Fields): Fields {
  const hashed: Fields = {};
  for (const [key, value] of Object.entries(data)) {
    const text = String(value ?? '')
      .trim()
      .toLowerCase();
    const form = normalForms[key]?.(text) ?? text;
    if (form) hashed[key] = /^([0-9a-f]{32}|[0-9a-f]{64})$/.test(form) ? form : bytesToHex(sha256(utf8ToBytes(form)));
  }
  return hashed;
}
