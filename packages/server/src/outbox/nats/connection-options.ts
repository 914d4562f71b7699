import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from '@nats-io/transport-node';
import type { ResolvedNatsOptions } from './options.js';

/** Time in milliseconds to wait for a connection that was lost. */
export const patienceMs = 2_000;

/** Turns the outbox's options into those of the client. Reads the file of credentials. */
export async function toConnectionOptions(
  { servers, user, pass, token, credentials, tls }: ResolvedNatsOptions,
  { credsAuthenticator }: Pick<typeof import('@nats-io/transport-node'), 'credsAuthenticator'>,
): Promise<ConnectionOptions> {
  const files = typeof tls === 'object' ? { caFile: tls.ca, certFile: tls.cert, keyFile: tls.key } : {};
  return {
    servers,
    name: 'twinbeam',
    // Else each request makes a stack trace, in case it fails: a quarter of the time that a publish takes.
    noAsyncTraces: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    timeout: patienceMs,
    // A node that has hung is noticed within this time and the next.
    pingInterval: 2_000,
    maxPingOut: 2,
    ignoreAuthErrorAbort: true,
    ...(user !== undefined && { user, pass: pass ?? '' }),
    ...(token !== undefined && { token }),
    ...(credentials !== undefined && { authenticator: credsAuthenticator(await readFile(credentials)) }),
    ...(tls && { tls: Object.fromEntries(Object.entries(files).filter(([, file]) => file !== undefined)) }),
  };
}
