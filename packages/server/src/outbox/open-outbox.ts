import { createLmdbOutbox } from './lmdb/lmdb.js';
import { createMemoryOutbox } from './memory/memory.js';
import { natsUrlPattern, parseNatsUrl } from './nats/connection-url.js';
import { createNatsOutbox } from './nats/nats.js';
import type { Outbox } from './outbox.js';

/** Returns whether a text names an outbox: its engine and where it is. */
export const isOutboxUrl = (url: string): boolean => /^(memory:|lmdb:.+)$/.test(url) || natsUrlPattern.test(url);

/**
 * Opens the outbox that a URL names: `memory:`, `lmdb:PATH` or `nats://HOST:PORT,…`. Throws `OutboxError` when it
 * cannot be used. The packages that an engine needs are loaded when it is used.
 */
export function openOutbox(url: string, now: () => number = Date.now): Outbox {
  if (url === 'memory:') return createMemoryOutbox({ now });
  if (natsUrlPattern.test(url)) return createNatsOutbox(parseNatsUrl(url));
  return createLmdbOutbox({ path: url.slice('lmdb:'.length), now });
}
