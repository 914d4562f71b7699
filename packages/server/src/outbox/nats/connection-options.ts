import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from '@nats-io/transport-node';
import type { ResolvedNatsOptions } from './options.js';

/** How long callers wait for a lost connection, in milliseconds. */
export const patienceMs = 2_000;

/** Converts the options of the outbox into options of the client. Reads the credentials file. */
export async function toConnectionOptions(
  { servers, user, pass, token, credentials, tls }: ResolvedNatsOptions,
  { credsAuthenticator }: Pick<typeof import('@nats-io/transport-node'), 'credsAuthenticator'>,
): Promise<ConnectionOptions> {
  const files = typeof tls === 'object' ? { caFile: tls.ca, certFile: tls.cert, keyFile: tls.key } : {};
  return {
    servers,
    name: 'twinbeam',
    // Otherwise each request creates a stack trace in case it fails, which takes a quarter of the time of a publish.
    noAsyncTraces: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    timeout: patienceMs,
    // A node that hangs is noticed after two unanswered pings.
    pingInterval: 2_000,
    maxPingOut: 2,
    ignoreAuthErrorAbort: true,
    ...(user !== undefined && { user, pass: pass ?? '' }),
    ...(token !== undefined && { token }),
    ...(credentials !== undefined && { authenticator: credsAuthenticator(await readFile(credentials)) }),
    ...(tls && { tls: Object.fromEntries(Object.entries(files).filter(([, file]) => file !== undefined)) }),
  };
}
