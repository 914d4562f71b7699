import { OutboxError } from '../outbox.js';

interface ErrorRow {
  pattern: RegExp;
  toText(errorText: string): string;
}

/** Errors of the engine and of this host that last until somebody corrects the cause. */
const lastingErrors: ErrorRow[] = [
  { pattern: /authorization|authentication/i, toText: (text) => `refuses the credentials: ${text}` },
  { pattern: /permissions violation/i, toText: (text) => `does not permit these credentials enough: ${text}` },
  {
    pattern: /replicas > 1 not supported/i,
    toText: () => 'is one node alone, and replicas is over 1: name it 1, or give it a cluster',
  },
  {
    pattern: /subjects overlap/i,
    toText: () => 'has another stream with these subjects: choose another name by the option stream',
  },
  {
    pattern: /ENOENT|EACCES|no such file|invalid (url|port)|credentials/i,
    toText: (text) => `cannot be used with these options: ${text}`,
  },
];

const fullCodes: unknown[] = [10047, 10077];
const fullPattern = /maximum (messages|bytes)|insufficient (storage )?resources/i;
/** Error codes of streams, consumers and messages that do not exist. */
const notFoundCodes: unknown[] = [404, 10059, 10014, 10037, 10043, 10057];

/** Converts any error into an `OutboxError`. */
export function toNatsError(error: unknown, servers: string): OutboxError {
  if (error instanceof OutboxError) return error;
  const { name = '', message = String(error), code } = error as { name?: string; message?: string; code?: unknown };
  if (fullCodes.includes(code) || fullPattern.test(message)) {
    return new OutboxError('full', `The outbox at NATS ${servers} is full: ${message}. Is Meta unreachable?`);
  }
  const lasting = lastingErrors.find(({ pattern }) => pattern.test(`${name} ${message}`));
  if (lasting) {
    return new OutboxError('unusable', `NATS at ${servers} ${lasting.toText(message || name)}.`);
  }
  if (hasNoResponders(error)) {
    return new OutboxError(
      'unavailable',
      `JetStream does not respond at NATS ${servers}: a leader is being elected, or it was started without --jetstream.`,
    );
  }
  return new OutboxError('unavailable', `NATS at ${servers} cannot be used: ${message || name}.`);
}

/** Returns whether a request had no responder: there is no leader, no stream, or JetStream is off. */
export function hasNoResponders(error: unknown): boolean {
  const { name, message } = error as { name?: string; message?: string };
  return /not enabled|no responders/i.test(`${name} ${message}`);
}

/** Returns whether a publish was refused because its subject already has a message. */
export const isWrongSequence = (error: unknown): boolean => (error as { code?: unknown }).code === 10071;

/** Returns undefined for the error of something that does not exist; throws any other error. */
export function ignoreNotFound(error: unknown): undefined {
  const { code, status } = error as { code?: unknown; status?: unknown };
  if (notFoundCodes.includes(code) || status === 404) return undefined;
  throw error;
}
