import { attempt } from '../page/attempt.js';
import { now } from '../page/now.js';

/**
 * Creates a random id. `randomUUID` is missing on pages without TLS. Not by a template literal: the stub stands in templates
 * of pages, whose engines would replace what is in `${}`.
 */
export const createId = (): string => attempt(() => crypto.randomUUID()) ?? String(now()) + Math.random();
