/**
 * Reads the name of a message's event for the log, unless the name could contain an e-mail address or telephone number.
 */
export function readEventName(message: unknown): string | undefined {
  try {
    const { event, type } = (message ?? {}) as { event?: unknown; type?: unknown };
    const name = event ?? type;
    return typeof name === 'string' && name.length <= 100 && !mayBePersonal(name) ? name : undefined;
  } catch {
    // A getter or proxy threw. Validation reports the message as unreadable.
    return undefined;
  }
}

/**
 * Returns whether a name contains an e-mail address, plain or percent-encoded, or as many digits as a telephone number.
 */
export const mayBePersonal = (name: string): boolean =>
  /@|%40|＠/.test(name) || (name.match(/\p{Nd}/gu)?.length ?? 0) >= 7;
