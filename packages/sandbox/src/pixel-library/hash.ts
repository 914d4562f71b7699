import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Returns whether a text is already a hash: SHA-256 or MD5, in hex. */
export const isHash = (text: string): boolean => /^([0-9a-f]{32}|[0-9a-f]{64})$/i.test(text);

/** Hashes a text with SHA-256, in hex. */
export const toHash = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));
