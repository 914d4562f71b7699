import { hash, timingSafeEqual } from 'node:crypto';

/** Compares a text with a secret, in a time that reveals nothing about the secret. */
export const isSameSecret = (given: string, secret: string): boolean =>
  timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', secret, 'buffer'));
