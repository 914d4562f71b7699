import { attempt } from '../page/attempt.js';
import { now } from '../page/now.js';

/** Creates a random id. `randomUUID` is missing on pages without TLS. */
export const createId = (): string => attempt(() => crypto.randomUUID()) ?? `${now()}${Math.random()}`;
