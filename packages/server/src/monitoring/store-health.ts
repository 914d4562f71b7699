import type { OutboxError } from '../outbox/outbox.js';

/** Whether the outbox was full when something was put last, for health checks. */
export interface StoreHealth {
  /** Notes that events were stored. */
  stored(): void;
  /** Notes that events could not be stored. */
  failed(error: OutboxError): void;
  /** Returns how many events were pending when the outbox was first seen to be full; undefined while it is not. */
  fullAt(pending: number): number | undefined;
}

export function createStoreHealth(): StoreHealth {
  let wasFull = false;
  let fullAt: number | undefined;
  return {
    stored() {
      wasFull = false;
      fullAt = undefined;
    },
    failed({ code }) {
      wasFull ||= code === 'full';
    },
    fullAt(pending) {
      if (wasFull) fullAt ??= pending;
      return fullAt;
    },
  };
}
