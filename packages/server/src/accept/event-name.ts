/** Reads the name of a message's event for the log, unless it could contain an e-mail address or a telephone number. */
export function readEventName(message: unknown): string | undefined {
  try {
    const { event, type } = (message ?? {}) as { event?: unknown; type?: unknown };
    const name = event ?? type;
    return typeof name === 'string' && name.length <= 100 && !mayBePersonal(name) ? name : undefined;
  } catch {
    // A getter or proxy that throws; the problems say that the message is unreadable.
    return undefined;
  }
}

/** Returns whether a name holds an e-mail address, plain or percent-encoded, or as many digits as a telephone number has. */
export const mayBePersonal = (name: string): boolean =>
  /@|%40|＠/.test(name) || (name.match(/\p{Nd}/gu)?.length ?? 0) >= 7;
