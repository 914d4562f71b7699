import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { ResolvedOptions } from '../../options/resolve-options.js';
import { isSameSecret } from '../is-same-secret.js';

/** A key that signs what the server gives to a browser and later reads again. */
export interface SigningKey {
  /** Returns the signature of a text: HMAC-SHA-256, in Base64 for URLs, 43 characters. */
  sign(text: string): string;
  /** Returns whether a signature is that of a text, in a time that tells nothing of it. */
  isSigned(text: string, signature: string): boolean;
}

/** The part of the options that keys are derived from. */
export type SigningKeyOptions = Pick<ResolvedOptions, 'secret' | 'mode'> & {
  pixels: readonly Pick<ResolvedOptions['pixels'][number], 'accessToken' | 'appSecret'>[];
};

/**
 * Creates the key of one purpose. Processes with the same options have the same key. It is derived from the option `secret`;
 * else from the app secret or the access token of the first pixel that has one as text. In a dry run, and where every token
 * comes from a function, it is random: then a signature holds in its own process alone.
 *
 * @param purpose keeps what is signed for one purpose from being taken for another's, such as `ipv6`
 */
export function createSigningKey(options: SigningKeyOptions, purpose: string): SigningKey {
  const key = deriveKey(options, purpose);
  const sign = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');
  return { sign, isSigned: (text, signature) => isSameSecret(signature, sign(text)) };
}

/** Derives the key of one purpose, as `createSigningKey` has it: 32 bytes. */
export const deriveKey = (options: SigningKeyOptions, purpose: string): Buffer =>
  // RFC 5869: the information binds the key to its purpose.
  Buffer.from(hkdfSync('sha256', findSecret(options), '', `twinbeam ${purpose}`, 32));

function findSecret({ secret, mode, pixels }: SigningKeyOptions): string | Buffer {
  if (secret !== undefined) return secret;
  // A dry run may have a public text in place of a token.
  const shared = mode === 'dry' ? [] : pixels.flatMap(({ appSecret, accessToken }) => [appSecret, accessToken]);
  return shared.find((value) => typeof value === 'string') ?? randomBytes(32);
}
