import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { ResolvedOptions } from '../../options/resolve-options.js';
import { isSameSecret } from '../is-same-secret.js';

/** A key that signs data which the server gives to a browser and later reads again. */
export interface SigningKey {
  /** Returns the signature of a text: HMAC-SHA-256 in URL-safe Base64, 43 characters. */
  sign(text: string): string;
  /** Checks the signature of a text, in a time that reveals nothing about the right one. */
  isSigned(text: string, signature: string): boolean;
}

/** The options from which keys are derived. */
export type SigningKeyOptions = Pick<ResolvedOptions, 'secret' | 'mode'> & {
  pixels: readonly Pick<ResolvedOptions['pixels'][number], 'accessToken' | 'appSecret'>[];
};

/**
 * Creates the key for one purpose. Processes with the same options have the same key. It is derived from the option
 * `secret`; without it, from the app secret or the access token of the first pixel that has one as text. In a dry run,
 * and if every token comes from a function, it is random; a signature is then valid only in its own process.
 *
 * @param purpose separates signatures, so that one made for `ipv6`, for instance, is not valid for another purpose
 */
export function createSigningKey(options: SigningKeyOptions, purpose: string): SigningKey {
  const key = deriveKey(options, purpose);
  const sign = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');
  return { sign, isSigned: (text, signature) => isSameSecret(signature, sign(text)) };
}

/** Derives the 32 bytes of the key for one purpose, as described for `createSigningKey`. */
export const deriveKey = (options: SigningKeyOptions, purpose: string): Buffer =>
  // The info parameter binds the key to its purpose (RFC 5869).
  Buffer.from(hkdfSync('sha256', findSecret(options), '', `twinbeam ${purpose}`, 32));

function findSecret({ secret, mode, pixels }: SigningKeyOptions): string | Buffer {
  if (secret !== undefined) return secret;
  // In a dry run, the token may be a publicly known text.
  const shared = mode === 'dry' ? [] : pixels.flatMap(({ appSecret, accessToken }) => [appSecret, accessToken]);
  return shared.find((value) => typeof value === 'string') ?? randomBytes(32);
}
