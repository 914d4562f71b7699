import type { OutboxError } from './outbox/outbox.js';

/** Whether events could be stored lately, for health checks. */
export interface StoreHealth {
  /** Notes that events were stored. */
  stored(): void;
  /** Notes that events could not be stored. */
  failed(error: OutboxError): void;
  /** Returns why the last events could not be stored; undefined when they were. */
  lastError(): OutboxError | undefined;
}

export function createStoreHealth(): StoreHealth {
  let lastError: OutboxError | undefined;
  return {
    stored() {
      lastError = undefined;
    },
    failed(error) {
      lastError = error;
    },
    lastError: () => lastError,
  };
}
