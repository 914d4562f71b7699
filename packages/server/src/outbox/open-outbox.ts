import { createLmdbOutbox } from './lmdb/lmdb.js';
import { createMemoryOutbox } from './memory.js';
import { createNatsOutbox } from './nats/nats.js';
import { natsPattern, parseNatsLine } from './nats/options.js';
import type { Outbox } from './outbox.js';

/** Whether a line names an outbox: its engine and where it is. */
export const isOutboxLine = (line: string): boolean => /^(memory:|lmdb:.+)$/.test(line) || natsPattern.test(line);

/**
 * Opens the outbox that a line names: `memory:`, `lmdb:PATH` or `nats://HOST:PORT,…`. Throws `OutboxError` when it
 * cannot be used.
 */
export function openOutbox(line: string, now: () => number = Date.now): Outbox {
  if (line === 'memory:') return createMemoryOutbox({ now });
  if (natsPattern.test(line)) return createNatsOutbox(parseNatsLine(line));
  return createLmdbOutbox({ path: line.slice('lmdb:'.length), now });
}
