import { attempt } from '../page/attempt.js';
import { now } from '../page/now.js';

/**
 * Creates a random id. `randomUUID` is missing on pages without TLS. No template literal is used, because the stub is
 * part of page templates, whose engines would replace `${}`.
 */
export const createId = (): string => attempt(() => crypto.randomUUID()) ?? String(now()) + Math.random();
