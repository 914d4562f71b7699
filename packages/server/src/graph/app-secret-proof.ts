import { createHmac } from 'node:crypto';

/**
 * Returns the proof that a request with this token comes from the app itself.
 * https://developers.facebook.com/docs/graph-api/guides/secure-requests#appsecret_proof
 */
export const toAppSecretProof = (appSecret: string, token: string): string =>
  createHmac('sha256', appSecret).update(token).digest('hex');
