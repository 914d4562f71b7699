import type { StoredEvent } from './outbox.js';

/** Returns the ids by which an outbox knows its events. */
export const toIds = (events: readonly Pick<StoredEvent, 'id'>[]): string[] => events.map(({ id }) => id);
