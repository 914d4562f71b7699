/** Creates a random id. `randomUUID` is missing on pages without TLS. */
export const createId = (): string => crypto.randomUUID?.() ?? `${Date.now()}${Math.random()}`;
