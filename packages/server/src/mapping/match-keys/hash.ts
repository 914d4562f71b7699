import { hash } from 'node:crypto';
import { parseAppendix } from '@twinbeam/shared';

/** Returns the SHA-256 of a text as UTF-8, in lower-case hex. Meta compares match keys in this form. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** Returns whether a value is already such a hash. It is then sent as it is, in lower case. */
export const isSha256 = (value: string): boolean => sha256Form.test(value);

/** Hex digits of a SHA-256. */
const hashLength = 64;

const sha256Form = /^[0-9a-f]{64}$/i;

/**
 * Parses a match key that is already hashed: 64 hex digits, which are returned in lower case. The appendix of Meta's
 * Parameter Builder may follow them, and stays as it is.
 */
export function parseHash(value: unknown): string | undefined {
  // Most match keys are shorter than a hash, and need no closer look.
  if (typeof value !== 'string' || value.length < hashLength) return undefined;
  const text = value.trim();
  if (isSha256(text)) return text.toLowerCase();
  const appended = parseAppendix(text);
  return appended && isSha256(appended.value) ? `${appended.value.toLowerCase()}.${appended.appendix}` : undefined;
}

/**
 * Returns whether a value is a hash that Meta cannot use: one by another algorithm (MD5, SHA-1, SHA-512), in Base64, with
 * a prefix (`sha256:`, `\\x`) or with an unknown appendix. If it were hashed again, it would match nobody.
 */
export const isOtherHash = (value: unknown): boolean =>
  typeof value === 'string' && value.length >= otherHashLength && otherHash.test(value.trim());

/** Characters of the shortest one, an MD5 in hex. */
const otherHashLength = 32;

const otherHash =
  /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{96}|[0-9a-f]{128}|[0-9a-f]{64}\W.*|\W?(?:sha-?256\W{1,2}|0?x)?[0-9a-f]{64}\W?|[\w+/-]{43}=)$/i;

/**
 * Returns whether a hash is that of an empty text, or of text that stands for no value, such as `undefined`. Senders
 * that hash without looking at the value create such hashes.
 *
 * @param parsed what `parseHash` returned
 */
export const isPlaceholderHash = (parsed: string): boolean => placeholderHashes.has(parsed.slice(0, 64));

const placeholderHashes = new Set(
  ['null', 'undefined', 'NaN', 'N/A', 'None', '(none)', '(not set)', '(Not Set)', 'not set', '[object Object]']
    // As written, in lower and upper case, and in the normal form of names and places.
    .flatMap((text) => [text, text.toLowerCase(), text.toUpperCase(), text.toLowerCase().replace(/[^a-z]/g, '')])
    .concat('')
    .map(sha256),
);
