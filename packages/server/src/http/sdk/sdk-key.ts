import { headerLimits } from '../header-limits.js';
import type { HttpRequest } from '../http-message.js';
import { isSameSecret } from '../is-same-secret.js';

/** The keys of an instance. */
export interface SdkKeys {
  /** Public: contained in pages. */
  writeKey: string | undefined;
  /** Secret: known only to server code. */
  serverKey: string | undefined;
}

/** The owner of a key; undefined if the key does not belong to this instance. */
export type KeyOwner = 'page' | 'server' | undefined;

/** Creates the check of a key, which takes a time that reveals nothing about the keys. */
export function createKeyCheck({ writeKey, serverKey }: SdkKeys): (key: string) => KeyOwner {
  const isKey = (given: string, key: string | undefined) => key !== undefined && isSameSecret(given, key);
  return (given) => {
    const isServer = isKey(given, serverKey);
    const isPage = isKey(given, writeKey);
    if (isServer) return 'server';
    return isPage ? 'page' : undefined;
  };
}

/**
 * Reads the key from the `Authorization` header: the user name of Basic authentication (RFC 7617), without a password.
 */
export function readBasicKey(request: HttpRequest): string | undefined {
  const header = request.header('authorization');
  if (header === undefined || header.length > headerLimits.authorization) return undefined;
  const [, encoded] = /^basic +([\w+/=-]+)$/i.exec(header) ?? [];
  return encoded && Buffer.from(encoded, 'base64').toString().split(':', 1)[0];
}

/**
 * Finds the owner of the key in the body or, without it, in the query. The secret key is not accepted in a query,
 * because logs and browser histories contain queries.
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
