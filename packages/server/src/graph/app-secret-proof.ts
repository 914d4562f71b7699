import { createHmac } from 'node:crypto';

/**
 * Returns what proves that a request with a token is the app's own.
 * https://developers.facebook.com/docs/graph-api/guides/secure-requests#appsecret_proof
 */
export const toAppSecretProof = (appSecret: string, token: string): string =>
  createHmac('sha256', appSecret).update(token).digest('hex');
