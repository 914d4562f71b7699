import { headerLimits } from '../header-limits.js';
import type { HttpRequest } from '../http-message.js';
import { isSameSecret } from '../is-same-secret.js';

/** The keys of an instance. */
export interface SdkKeys {
  /** Public: pages have it. */
  writeKey: string | undefined;
  /** Secret: server code has it. */
  serverKey: string | undefined;
}

/** Owner of a key; undefined for a key that is not of this instance. */
export type KeyOwner = 'page' | 'server' | undefined;

/** Creates the check of a key, in a time that tells nothing of the keys. */
export function createKeyCheck({ writeKey, serverKey }: SdkKeys): (key: string) => KeyOwner {
  const isKey = (given: string, key: string | undefined) => key !== undefined && isSameSecret(given, key);
  return (given) => {
    const isServer = isKey(given, serverKey);
    const isPage = isKey(given, writeKey);
    if (isServer) return 'server';
    return isPage ? 'page' : undefined;
  };
}

/** Reads the key of the header `Authorization`: the user name of Basic authentication (RFC 7617), without password. */
export function readBasicKey(request: HttpRequest): string | undefined {
  const header = request.header('authorization');
  if (header === undefined || header.length > headerLimits.authorization) return undefined;
  const [, encoded] = /^basic +([\w+/=-]+)$/i.exec(header) ?? [];
  return encoded && Buffer.from(encoded, 'base64').toString().split(':', 1)[0];
}

/**
 * Finds whose the key of the body is, else that of the query. The secret one is not taken from a query, which logs and
 * histories contain.
 */
export function findBodyOwner(
  body: Record<string, unknown>,
  request: HttpRequest,
  checkKey: (key: string) => KeyOwner,
): KeyOwner {
  if (typeof body.writeKey === 'string') return checkKey(body.writeKey);
  const owner = checkKey(new URL(request.url()).searchParams.get('writeKey') ?? '');
  return owner === 'server' ? undefined : owner;
}
