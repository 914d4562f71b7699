import { OutboxError } from '../outbox.js';
import type { NatsOutboxOptions } from './options.js';

export const natsUrlPattern = /^(nats|tls):\/\/(?:([^@/?]*)@)?([^@/?]+)\/?(?:\?(.*))?$/;

const numberNames = ['replicas', 'maxEvents', 'maxBytes', 'pageShare', 'duplicateWindowMs'] as const;
const textNames = ['credentials', 'stream', 'ca', 'cert', 'key'] as const;

/**
 * Parses a URL such as `nats://user:password@host-1:4222,host-2:4222?stream=SHOP&replicas=3`. Throws `OutboxError` that
 * says what is wrong and quotes no secret.
 */
export function parseNatsUrl(url: string): NatsOutboxOptions {
  const [, scheme, userInfo = '', hosts = '', query] = natsUrlPattern.exec(url) ?? [];
  const given = Object.fromEntries(new URLSearchParams(query));
  const known: string[] = [...numberNames, ...textNames];
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    // Parts of a password that is not percent-encoded may be anywhere in the URL.
    const shown = /^\w{1,30}$/.test(name) ? name : 'a part';
    throw createUrlError(`${shown} is no option; it knows ${known.join(', ')}. Are all signs percent-encoded?`);
  }
  const numbers = Object.fromEntries(
    numberNames.flatMap((name) => (given[name] === undefined ? [] : [[name, Number(given[name])]])),
  );
  const { credentials, stream, ca, cert, key } = given;
  return {
    servers: hosts.split(',').map((host) => host.trim()),
    ...parseUserInfo(userInfo),
    credentials,
    tls: ca || cert || key ? { ca, cert, key } : scheme === 'tls',
    stream,
    ...numbers,
  };
}

/** Parses user and password, or a single token. */
function parseUserInfo(userInfo: string): Pick<NatsOutboxOptions, 'user' | 'pass' | 'token'> {
  const colon = userInfo.indexOf(':');
  if (colon < 0) return { token: userInfo ? decode(userInfo) : undefined };
  return { user: decode(userInfo.slice(0, colon)), pass: decode(userInfo.slice(colon + 1)) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw createUrlError('password has a % that begins no sign: write it as %25.');
  }
}

const createUrlError = (text: string): OutboxError => new OutboxError('unusable', `In the URL of the outbox, ${text}`);
