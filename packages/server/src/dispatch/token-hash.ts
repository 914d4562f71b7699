import { hash } from 'node:crypto';

/** Returns a short hash of an access token, which does not reveal it. */
export const toTokenHash = (token: string): string => hash('sha256', token, 'hex').slice(0, 16);
