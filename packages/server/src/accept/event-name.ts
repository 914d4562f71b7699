import type { Message } from '@twinbeam/shared';
import { readGiven } from './read-given.js';

/** Reads the name of a message's event for the log, unless it could contain an e-mail address or a telephone number. */
export function readEventName(message: unknown): string | undefined {
  const given = message as Message | null | undefined;
  const name = readGiven(() => given?.event ?? given?.type);
  return typeof name === 'string' && name.length <= 100 && !mayBePersonal(name) ? name : undefined;
}

/**
 * Returns whether a name contains an e-mail address, plain or percent-encoded, or as many digits as a telephone number.
 */
export const mayBePersonal = (name: string): boolean =>
  /@|%40|＠/.test(name) || (name.match(/\p{Nd}/gu)?.length ?? 0) >= 7;
