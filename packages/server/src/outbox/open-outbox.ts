import { createLmdbOutbox } from './lmdb/lmdb.js';
import { createMemoryOutbox } from './memory.js';
import type { Outbox } from './outbox.js';

/** How an outbox is named in one line: its engine and where it is. */
export const outboxPattern = /^(memory:|lmdb:.+)$/;

/** Opens the outbox that a line names: `memory:` or `lmdb:PATH`. Throws `OutboxError` when it cannot be used. */
export const openOutbox = (line: string, now: () => number = Date.now): Outbox =>
  line === 'memory:' ? createMemoryOutbox({ now }) : createLmdbOutbox({ path: line.slice('lmdb:'.length), now });
