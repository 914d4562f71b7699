import type { Request } from 'express';
import { isPlaceholder, type StrictOptions } from '../strict/strict-options.js';
import type { Refused } from './refused.js';

/** The access tokens that are accepted. */
export interface TokenRules {
  /** The pixels and tokens that are accepted. Default: any. */
  accept: Pick<StrictOptions, 'pixels' | 'tokens'>;
  /** Whether placeholders for tokens are refused. */
  strict: boolean;
  /** The access token of the sandbox's own page, which is always accepted. */
  pageToken: string;
}

/** Reads the access token of a request, but not one in its body. */
export const readToken = (req: Request): unknown =>
  /^Bearer (\S+)$/.exec(req.get('authorization') ?? '')?.[1] ?? req.query.access_token;

/** Finds the reason to refuse an access token. */
export function findTokenRefusal(token: unknown, { accept, strict, pageToken }: TokenRules): Refused | undefined {
  if (token === pageToken) return undefined;
  const refused = { cause: 'token', status: 401, code: 190 } as const;
  if (!token) {
    const reason = 'An access token is required to request this resource.';
    return { ...refused, reason, fix: 'Send the header Authorization: Bearer <access token>.' };
  }
  const isUnknown = accept.tokens ? !accept.tokens.includes(String(token)) : strict && isPlaceholder(String(token));
  if (!isUnknown) return undefined;
  const fix =
    'Send a token of accept.tokens or strict.tokens of createSandbox() (--token of the command), not a placeholder.';
  return { ...refused, reason: 'Invalid OAuth access token: the sandbox does not know it.', fix };
}
