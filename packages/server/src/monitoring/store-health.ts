import type { OutboxError } from '../outbox/outbox.js';

/** Remembers for health checks whether the outbox was full at the last attempt to store events. */
export interface StoreHealth {
  /** Called when events were stored. */
  stored(): void;
  /** Called when events could not be stored. */
  failed(error: OutboxError): void;
  /**
   * Returns whether the outbox is still full: it was full at the last attempt, and no fewer events are pending than at
   * the first call since then. Without that comparison, an outbox that gets no more requests would count as full for
   * ever.
   */
  isStillFull(pending: number): boolean;
}

export function createStoreHealth(): StoreHealth {
  let wasFull = false;
  let pendingWhenFull: number | undefined;
  return {
    stored() {
      wasFull = false;
      pendingWhenFull = undefined;
    },
    failed({ code }) {
      wasFull ||= code === 'full';
    },
    isStillFull(pending) {
      if (!wasFull) return false;
      pendingWhenFull ??= pending;
      return pending >= pendingWhenFull;
    },
  };
}
