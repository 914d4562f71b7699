import { attempt } from '../page/attempt.js';

/** Creates a random id. `randomUUID` is missing on pages without TLS. */
export const createId = (): string => attempt(() => crypto.randomUUID()) ?? `${Date.now()}${Math.random()}`;
