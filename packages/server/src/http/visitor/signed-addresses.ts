import { parseFbp, parseSignedAddress, signedAddressCookie, signedAddressMaxAge } from '@twinbeam/shared';
import type { Cookies } from './read-cookies.js';
import type { SigningKey } from './signing-key.js';

/** IPv6 addresses that the server has seen and signed, for browsers to store. */
export interface SignedAddresses {
  /** Signs an address for a day, for the browser with this `_fbp`. */
  sign(address: string, fbp: string): string;
  /**
   * Reads the address from a visitor's cookies; undefined if it was not signed by us, is too old, or was issued to
   * another browser.
   */
  read(cookies: Cookies): string | undefined;
}

/**
 * Creates the signing of addresses. A signature covers the address, its expiry and the browser id, so a stolen one is
 * valid for a day at most, and only together with the `_fbp` of its owner.
 */
export function createSignedAddresses(key: SigningKey, now: () => number): SignedAddresses {
  return {
    sign(address, fbp) {
      const expiresAt = String(now() + signedAddressMaxAge * 1000);
      return `${address}.${expiresAt}.${key.sign(toSignedText(address, expiresAt, fbp))}`;
    },
    read({ [signedAddressCookie]: token, _fbp }) {
      const parts = parseSignedAddress(token);
      const fbp = parseFbp(_fbp);
      if (!parts || fbp === undefined || Number(parts.expiresAt) <= now()) return undefined;
      const { address, expiresAt, signature } = parts;
      return key.isSigned(toSignedText(address, expiresAt, fbp), signature) ? address : undefined;
    },
  };
}

/** Builds the signed text, without the tag that a library may append to `_fbp` later. */
const toSignedText = (address: string, expiresAt: string, fbp: string): string =>
  [address, expiresAt, ...fbp.split('.').slice(0, 4)].join(' ');
