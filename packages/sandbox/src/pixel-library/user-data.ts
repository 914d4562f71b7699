import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

type Fields = Record<string, unknown>;

/** The library's normal forms, in short: lower case without white space at the ends, digits for telephone numbers. */
const forms: Record<string, (text: string) => string> = {
  external_id: (text) => text.replace(/\s/g, ''),
  ph: (text) => text.replace(/\D/g, '').replace(/^0+/, ''),
  ct: (text) => text.replace(/[^\p{L}]/gu, ''),
  st: (text) => text.replace(/[^\p{L}]/gu, ''),
  zp: (text) => text.replace(/[\s-]/g, ''),
};

/** User data as it leaves the page: in normal form, hashed; what is hashed already stays. */
export function hashUserData(data: Fields): Fields {
  const hashed: Fields = {};
  for (const [key, value] of Object.entries(data)) {
    const text = String(value ?? '')
      .trim()
      .toLowerCase();
    const form = forms[key]?.(text) ?? text;
    if (form) hashed[key] = /^([0-9a-f]{32}|[0-9a-f]{64})$/.test(form) ? form : bytesToHex(sha256(utf8ToBytes(form)));
  }
  return hashed;
}
