/**
 * Creates the name of a message in the storage. Names sort by time.
 *
 * @param now milliseconds since 1970
 */
export const createMessageKey = (now: number, messageId: unknown): string => `${now}.${messageId}`;

/** Reads the time of a message, in milliseconds since 1970; NaN for other entries of the storage. */
export const readMessageTime = (key: string): number => Number.parseInt(key, 10);

/** Reads the id of a message. */
export const readMessageId = (key: string): string => key.slice(key.indexOf('.') + 1);
